/**
 * A passage cut into the smallest pieces that can be quoted and still be understood: a sentence, a list entry,
 * a table row with its column names, an answer of a question-and-answer pair. Pure.
 */
import { endsInAbbreviation, endsInOrdinal } from './sentence-ends.ts'

export interface Unit {
  /** What is shown. */
  text: string
  /** Words that stand in the passage just so, but for marks of Markdown. */
  quote: string
  /** The question or heading right above it: helps to find the unit and is not shown. */
  context: string
  /** How many units stand between that heading and this one: the first sentences below it answer it best. */
  place: number
}

/** @param language For cutting sentences; `und` cuts by general rules. */
export function toUnits(markdown: string, language: string): Unit[] {
  const units: Unit[] = []
  let context = ''
  let place = 0
  for (const block of markdown.split(/\n{2,}/)) {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    const [first = ''] = lines
    if (isHeading(first)) {
      context = plain(first)
      place = 0
      // "**Question?**" and its answer may stand in one block.
      lines.shift()
    }
    for (const piece of piecesOf(lines, language)) units.push({ ...piece, context, place: place++ })
  }
  return units
}

type Piece = Pick<Unit, 'text' | 'quote'>

function piecesOf(lines: readonly string[], language: string): Piece[] {
  const [first = ''] = lines
  // Code answers nobody in a sentence, and a picture's description is not what the page says.
  if (first === '' || first.startsWith('```') || /^(Image|Video|Audio|Embed): /.test(first)) return []
  if (lines.length > 1 && first.startsWith('|')) return rowsOf(lines)
  return lines.every(isEntry) ? entriesOf(lines) : sentencesOf(lines, language)
}

/** A heading, or a line in bold alone, as questions of an FAQ are. */
function isHeading(line: string): boolean {
  return /^#{1,6} /.test(line) || /^\*\*[^*]+\*\*$/.test(line.trim())
}

const ENTRY = /^\s*(?:[-*+]|\d+[.)])\s+/

function isEntry(line: string): boolean {
  return ENTRY.test(line)
}

function entriesOf(lines: readonly string[]): Piece[] {
  return lines.map((line) => toPiece(plain(line.replace(ENTRY, ''))))
}

function rowsOf(lines: readonly string[]): Piece[] {
  const [header = [], , ...rows] = lines.map(cellsOf)
  return rows.map((cells) => {
    const named = cells.flatMap((cell, index) =>
      cell === '' ? [] : [header[index] ? `${header[index]}: ${cell}` : cell],
    )
    return {
      text: `${named.join('; ')}.`,
      quote: cells.reduce((longest, cell) => (cell.length > longest.length ? cell : longest), ''),
    }
  })
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => plain(cell.replaceAll('\\|', '|')))
}

function sentencesOf(lines: readonly string[], language: string): Piece[] {
  const text = plain(lines.map((line) => line.replace(/^>\s?/, '').replace(ENTRY, '')).join(' '))
  const sentences = [...segmenterFor(language).segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '')
  return join(sentences, language).map(toPiece)
}

/** Making one takes longer than using it on a paragraph. */
const SEGMENTERS = new Map<string, Intl.Segmenter>()

function segmenterFor(language: string): Intl.Segmenter {
  const known = SEGMENTERS.get(language)
  if (known) return known
  const made = new Intl.Segmenter(language === 'und' ? undefined : language, { granularity: 'sentence' })
  SEGMENTERS.set(language, made)
  return made
}

/** The segmenter cuts after "St." too: what ends so, or goes on in small letters, is one sentence. */
function join(pieces: readonly string[], language: string): string[] {
  const joined: string[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const isCut = last !== undefined && (endsInAbbreviation(last) || endsInOrdinal(last, language))
    if (last !== undefined && (isCut || /^\p{Ll}/u.test(piece))) joined[joined.length - 1] = `${last} ${piece}`
    else joined.push(piece)
  }
  return joined
}

function toPiece(text: string): Piece {
  return { text, quote: text }
}

/** Markdown's marks taken off: what a reader sees on the page. */
export function plain(markdown: string): string {
  return markdown
    .replace(/^#{1,6} /, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])/g, '$2')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
