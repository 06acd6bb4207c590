/** Passages that follow each other in a post, as one text; and one that is too long, as its beginning. Pure. */
import { countCl100k } from '../tokens/cl100k.ts'

export interface PlacedText {
  /** Outermost first. */
  headings: readonly string[]
  /** Markdown. */
  content: string
}

/** As content/markdown.ts prints headings inside a passage. */
const HEADING = '###'
/** What is repeated where a paragraph was split is at most this long, and not so short that it may be chance. */
const LONGEST_OVERLAP = 2_000
const SHORTEST_OVERLAP = 20

/** @param texts In the order of the post. Headings that are new in a later one are written before it. */
export function joinTexts(texts: readonly PlacedText[]): string {
  let joined = ''
  let above: readonly string[] | null = null
  for (const { headings, content } of texts) {
    const overlap = overlapOf(joined, content)
    const fresh = above ? newHeadings(above, headings) : []
    if (overlap > 0 && fresh.length === 0) joined += content.slice(overlap)
    else joined = [joined, ...fresh.map((heading) => `${HEADING} ${heading}`), content].filter(Boolean).join('\n\n')
    above = headings
  }
  return joined
}

/** The beginning of a text, up to the end of a paragraph or at least of a word. */
export function shorten(text: string, maxTokens: number): string {
  let short = text
  for (let tokens = countCl100k(short); tokens > maxTokens; tokens = countCl100k(short)) {
    const most = short.slice(0, Math.floor((short.length * maxTokens * 0.98) / tokens))
    const paragraph = most.lastIndexOf('\n\n')
    const word = most.search(/\s\S*$/)
    const end = paragraph > most.length / 2 ? paragraph : word
    short = (end > 0 ? most.slice(0, end) : most).toWellFormed().trimEnd()
  }
  return short
}

function newHeadings(above: readonly string[], headings: readonly string[]): readonly string[] {
  const shared = headings.findIndex((heading, index) => heading !== above[index])
  return shared === -1 ? [] : headings.slice(shared)
}

/** How many characters at the end of the one stand at the beginning of the other again. */
function overlapOf(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length, LONGEST_OVERLAP); length >= SHORTEST_OVERLAP; length--) {
    if (before.endsWith(after.slice(0, length))) return length
  }
  return 0
}
