/** Search results as people read them: title, address, score and the place where the words stand. */
import { styleText } from 'node:util'
import type { Hit, SearchResult } from '../../types.ts'
import type { Terminal } from '../parts.ts'
import { widthOf } from './format.ts'
import { excerpt, plainText, printable, wrap } from './plain.ts'

const EXCERPT_LENGTH = 240

export function printHits(terminal: Terminal, { hits }: SearchResult, options: { isExplained: boolean }): void {
  if (hits.length === 0) terminal.write('Nothing found.\n')
  for (const [index, hit] of hits.entries()) {
    const lines = [heading(terminal, hit, index + 1), `   ${printable(hit.url)}`, ...snippet(terminal, hit)]
    if (options.isExplained) lines.push(`   ${explanation(hit)}`)
    terminal.write(`${lines.join('\n')}\n\n`)
  }
}

/** Escape codes only where they are understood: a terminal, and NO_COLOR unset. */
export function bold(terminal: Terminal, text: string): string {
  return styleText('bold', text, { stream: terminal })
}

/** Title and nearest headings, without control characters. */
export function titleOf({ title, headings }: Pick<Hit, 'title' | 'headings'>): string {
  return printable([title, ...headings].join(' › '))
}

function heading(terminal: Terminal, hit: Hit, place: number): string {
  return `${place}. ${bold(terminal, titleOf(hit))}  ${hit.score.toFixed(3)}`
}

function snippet(terminal: Terminal, hit: Hit): string[] {
  const isMatch = matcher(hit.parts.matched)
  const text = excerpt(plainText(hit.content), EXCERPT_LENGTH, isMatch)
  // Wrapped first: escape codes would count as characters.
  const lines = wrap(text, widthOf(terminal) - 3)
  return lines.map(
    (line) => `   ${line.replace(/[\p{L}\p{N}]+/gu, (word) => (isMatch(word) ? bold(terminal, word) : word))}`,
  )
}

/** The analyser may have cut the ends off words and the accents off letters: compare what is left. */
function matcher(matched: readonly string[]): (word: string) => boolean {
  const stems = matched.map(fold).filter(Boolean)
  return (word) => stems.some((stem) => fold(word).startsWith(stem))
}

function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function explanation({ parts, site, type }: Hit): string {
  const part = (value: number | null) => (value === null ? 'none' : value.toFixed(3))
  const weight = parts.vectorWeight.toFixed(2)
  return `${site}, ${type}: keyword ${part(parts.keyword)}, vector ${part(parts.vector)} (weight ${weight}), words: ${parts.matched.join(' ') || 'none'}`
}
