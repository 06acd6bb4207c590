/** What can be done with the runs of a paragraph: build, trim, cut, read as plain text. */
import type { Block, Mark, Note, Run } from './block.ts'

export function aRun(text: string, mark: Mark = 'plain', href: string | null = null, note: Note | null = null): Run {
  return { text, mark, href, note }
}

export function plainText(runs: readonly Run[]): string {
  if (runs.length === 1) return runs[0]?.text ?? ''
  let text = ''
  for (const run of runs) text += run.text
  return text
}

/** Appending to a long string and looking at its end copies it each time: a run that long is followed by another. */
const LONGEST_RUN = 4_096

/** Adds text in the style of the last run to that run; drops white space where white space already ends. */
export function appendRun(runs: Run[], run: Run): void {
  const last = runs.at(-1)
  const text = endsOpen(last) ? run.text.trimStart() : run.text
  if (text === '') return
  const isSameStyle = last?.mark === run.mark && last.href === run.href && last.note === null && run.note === null
  if (last && isSameStyle && last.text.length < LONGEST_RUN) {
    last.text += text
  } else {
    runs.push({ ...run, text })
  }
}

function endsOpen(last: Run | undefined): boolean {
  return last === undefined || last.text.endsWith(' ') || last.text.endsWith('\n')
}

/** White space at both ends gone; empty runs too. The runs are taken over, not copied. */
export function trimRuns(runs: Run[]): Run[] {
  for (let last = runs.at(-1); last; last = runs.at(-1)) {
    last.text = last.text.trimEnd()
    if (last.text !== '') break
    runs.pop()
  }
  for (let first = runs[0]; first; first = runs[0]) {
    first.text = first.text.trimStart()
    if (first.text !== '') break
    runs.shift()
  }
  return runs
}

/** Runs one after the other with a separator between those that hold something. */
export function joinRuns(parts: readonly Run[][], separator: string): Run[] {
  const joined: Run[] = []
  for (const part of parts) {
    if (part.length === 0) continue
    if (joined.length > 0) joined.push(aRun(separator))
    joined.push(...part)
  }
  return joined
}

/** Blocks as one line: for a table cell, a heading or a footnote that holds paragraphs and lists. */
export function flattenBlocks(blocks: readonly Block[]): Run[] {
  const only = blocks[0]
  const runs = blocks.length === 1 && only?.kind === 'paragraph' ? only.runs : joinRuns(blocks.map(flattenBlock), ' ')
  for (const run of runs) if (run.text.includes('\n')) run.text = run.text.replace(/ ?\n ?/g, ' ')
  return runs
}

function flattenBlock(block: Block): Run[] {
  switch (block.kind) {
    case 'heading':
      return [aRun(block.text, 'strong')]
    case 'paragraph':
    case 'figure':
      return block.runs
    case 'list':
      return joinRuns(
        block.entries.map((entry) => entry.runs),
        '; ',
      )
    case 'table':
      return joinRuns([block.caption, ...[block.header, ...block.rows].map((row) => joinRuns(row, ', '))], '; ')
    case 'code':
      return [aRun(block.text.replace(/\s+/g, ' '), 'code')]
    case 'faq':
      return joinRuns([block.question, flattenBlocks(block.answer)], ' ')
    case 'quote':
      return flattenBlocks(block.blocks)
  }
}

/** The footnotes the runs refer to, each once, in order. */
export function notesOf(runs: readonly Run[]): Note[] {
  const notes = new Set<Note>()
  for (const { note } of runs) if (note) notes.add(note)
  return [...notes]
}

/** The runs cut into parts by offsets of their plain text, ascending; parts may overlap. Linear in runs plus parts. */
export function cutRuns(runs: readonly Run[], parts: readonly { start: number; end: number }[]): Run[][] {
  let first = 0
  let offset = 0
  return parts.map(({ start, end }) => {
    for (let run = runs[first]; run && offset + run.text.length <= start; run = runs[first]) {
      offset += run.text.length
      first += 1
    }
    const part: Run[] = []
    let at = offset
    for (let index = first; index < runs.length && at < end; index++) {
      const run = runs[index]
      if (!run) break
      part.push({ ...run, text: run.text.slice(Math.max(0, start - at), end - at) })
      at += run.text.length
    }
    return trimRuns(part.filter(({ text }) => text !== ''))
  })
}
