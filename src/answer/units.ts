/**
 * A passage cut into the smallest pieces that can be quoted and still be understood: a sentence, a list entry,
 * a table row with its column names, an answer of a question-and-answer pair. Pure.
 */

export interface Unit {
  /** What is shown. */
  text: string
  /** Words that stand in the passage just so. */
  quote: string
  /** Words that help to find the unit and are not shown: the question that it answers, the names of columns. */
  context: string
}

/** @param language For cutting sentences; `und` cuts by general rules. */
export function toUnits(markdown: string, language: string): Unit[] {
  const units: Unit[] = []
  let question = ''
  for (const block of markdown.split(/\n{2,}/)) {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    const [first = ''] = lines
    if (first.startsWith('```')) continue
    if (isHeading(first) && lines.length === 1) {
      question = plain(first)
      continue
    }
    const isTable = lines.length > 1 && first.startsWith('|')
    const found = isTable ? rowsOf(lines) : lines.every(isEntry) ? entriesOf(lines) : sentencesOf(lines, language)
    units.push(...found.map((unit) => ({ ...unit, context: `${question} ${unit.context}`.trim() })))
    // A question belongs to the block right below it, not to the rest of the passage.
    question = ''
  }
  return units
}

/** A heading, or a line in bold alone, as questions of an FAQ are. */
function isHeading(line: string): boolean {
  return /^#{1,6} /.test(line) || /^\*\*[^*]+\*\*$/.test(line.trim())
}

const ENTRY = /^\s*(?:[-*+]|\d+[.)])\s+/

function isEntry(line: string): boolean {
  return ENTRY.test(line)
}

function entriesOf(lines: readonly string[]): Unit[] {
  return lines.map((line) => toUnit(plain(line.replace(ENTRY, ''))))
}

function rowsOf(lines: readonly string[]): Unit[] {
  const [header = [], , ...rows] = lines.map(cellsOf)
  return rows.map((cells) => {
    const named = cells.flatMap((cell, index) =>
      cell === '' ? [] : [header[index] ? `${header[index]}: ${cell}` : cell],
    )
    return { text: named.join('; '), quote: cells.find((cell) => cell !== '') ?? '', context: '' }
  })
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => plain(cell.replaceAll('\\|', '|')))
}

function sentencesOf(lines: readonly string[], language: string): Unit[] {
  const [first = '', ...rest] = lines
  // "**Question?**" and its answer in one block.
  if (rest.length > 0 && isHeading(first)) {
    return sentencesOf(rest, language).map((unit) => ({ ...unit, context: `${plain(first)} ${unit.context}`.trim() }))
  }
  const text = plain(lines.map((line) => line.replace(/^>\s?/, '').replace(ENTRY, '')).join(' '))
  const segmenter = new Intl.Segmenter(language === 'und' ? undefined : language, { granularity: 'sentence' })
  const sentences = [...segmenter.segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '')
  return join(sentences).map(toUnit)
}

/** The segmenter cuts after "St." and "No.": a piece that ends so, or goes on in small letters, is no sentence. */
function join(pieces: readonly string[]): string[] {
  const joined: string[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const isContinued = last !== undefined && (/(?:^|\s)(?:\p{L}{1,3}|\d+)\.$/u.test(last) || /^\p{Ll}/u.test(piece))
    if (isContinued) joined[joined.length - 1] = `${last} ${piece}`
    else joined.push(piece)
  }
  return joined
}

function toUnit(text: string): Unit {
  return { text, quote: text, context: '' }
}

/** Markdown's marks taken off: what a reader sees on the page. */
export function plain(markdown: string): string {
  return markdown
    .replace(/^#{1,6} /, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])/g, '$2')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|>])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
