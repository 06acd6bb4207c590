/**
 * Blocks as Markdown: with link targets for people, without them for the embedding. Text is not escaped where it could
 * only look odd, so that quotes stay verbatim; only what could become a tag or a link is.
 */
import type { Block, Code, Entry, Note, Run, Table } from './block.ts'
import { notesOf } from './runs.ts'

export interface Rendering {
  /** Write links as `[text](address)`, or their text alone. */
  withTargets: boolean
}

export const FOR_PEOPLE: Rendering = { withTargets: true }
export const FOR_EMBEDDING: Rendering = { withTargets: false }

function renderBlocks(blocks: readonly Block[], rendering: Rendering): string {
  return blocks.map((block) => renderBlock(block, rendering)).join('\n\n')
}

/** One block, without the footnotes it refers to. */
export function renderBlock(block: Block, rendering: Rendering): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${renderText(block.text)}`
    case 'paragraph':
    case 'figure':
      return renderRuns(block.runs, rendering)
    case 'list':
      return block.entries.map((entry) => renderEntry(entry, rendering)).join('\n')
    case 'table':
      return renderTable(block, rendering)
    case 'code':
      return renderCode(block)
    case 'faq':
      return [`**${renderRuns(unmarked(block.question), rendering)}**`, renderBlocks(block.answer, rendering)]
        .filter(Boolean)
        .join('\n\n')
    case 'quote':
      return renderBlocks(block.blocks, rendering).replace(/^/gm, '> ').replace(/^> $/gm, '>')
  }
}

export function renderNote(note: Note, rendering: Rendering): string {
  return `[^${note.label}]: ${renderRuns(note.runs, rendering)}`
}

/** Footnotes referred to anywhere in the block, each once. */
export function notesOfBlock(block: Block): Note[] {
  switch (block.kind) {
    case 'heading':
    case 'code':
      return NONE
    case 'paragraph':
    case 'figure':
      return notesOf(block.runs)
    case 'list':
      return unique(block.entries.map((entry) => notesOf(entry.runs)))
    case 'table':
      return unique([notesOf(block.caption), ...[block.header, ...block.rows].flat().map(notesOf)])
    case 'faq':
      return unique([notesOf(block.question), ...block.answer.map(notesOfBlock)])
    case 'quote':
      return unique(block.blocks.map(notesOfBlock))
  }
}

const NONE: Note[] = []

export function unique(notes: Note[][]): Note[] {
  return notes.every((some) => some.length === 0) ? NONE : [...new Set(notes.flat())]
}

function renderRuns(runs: readonly Run[], { withTargets }: Rendering): string {
  let markdown = ''
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at]
    if (!run) break
    if (run.href === null || !withTargets) {
      markdown += renderRun(run)
      continue
    }
    let label = renderRun(run)
    // A link whose text changes style is one link.
    for (let next = runs[at + 1]; next && next.href === run.href; next = runs[at + 1]) {
      label += renderRun(next)
      at += 1
    }
    markdown += around(label, (core) => `[${core.replace(/[[\]]/g, '\\$&')}](${run.href})`)
  }
  return markdown
}

function renderRun({ text, mark, note }: Run): string {
  if (note !== null) return text
  if (mark === 'plain') return renderText(text)
  if (mark === 'code') return around(text, fenceInline)
  const delimiter = mark === 'strong' ? '**' : '~~'
  return around(renderText(text), (core) => `${delimiter}${core}${delimiter}`)
}

/** A typed `<script>` or `[x](javascript:…)` is text and must stay text in every renderer. */
function renderText(text: string): string {
  if (!/[<\]]/.test(text)) return text
  return text.replace(/<(?=[a-z/!?])/gi, '\\<').replaceAll('](', ']\\(')
}

function fenceInline(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

/** Marks stand at words, not at spaces: `** a**` is no emphasis. */
function around(text: string, wrap: (core: string) => string): string {
  const core = text.trim()
  if (core === '') return text
  const start = text.indexOf(core)
  return text.slice(0, start) + wrap(core) + text.slice(start + core.length)
}

function unmarked(runs: readonly Run[]): Run[] {
  return runs.map((run) => (run.mark === 'strong' ? { ...run, mark: 'plain' } : run))
}

export function renderEntry({ depth, marker, runs }: Entry, rendering: Rendering): string {
  const indent = '    '.repeat(depth)
  const text = renderRuns(runs, rendering).replaceAll('\n', `\n${indent}    `)
  return marker === '' ? `${indent}    ${text}` : `${indent}${marker} ${text}`
}

function renderTable({ caption, header, rows }: Table, rendering: Rendering): string {
  const lines = caption.length > 0 ? [`Table: ${renderRuns(caption, rendering)}`, ''] : []
  lines.push(renderRow(header, rendering), `|${' --- |'.repeat(header.length)}`)
  for (const row of rows) lines.push(renderRow(row, rendering))
  return lines.join('\n')
}

export function renderRow(cells: readonly Run[][], rendering: Rendering): string {
  const texts = cells.map((cell) => renderRuns(cell, rendering).replaceAll('|', '\\|').replaceAll('\n', ' '))
  return `| ${texts.join(' | ')} |`
}

function renderCode({ language, text }: Code): string {
  const longest = longestOf(text.match(/`{3,}/g) ?? [], 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

function longestOf(texts: readonly string[], least: number): number {
  return texts.reduce((most, { length }) => Math.max(most, length), least)
}
