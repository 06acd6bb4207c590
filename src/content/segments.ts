/** Ways of taking a text apart, coarse to fine. Each returns pieces that add up to the text. */

export type Cut = (text: string) => string[]

/** Sentences, then words, then characters as people see them, then code points: the last always makes progress. */
export function proseLadder(language: string): Cut[] {
  return [
    (text) => segment(segmenter(language, 'sentence'), text),
    (text) => text.split(/(?<=\S)(?=\s)/),
    (text) => segment(segmenter(language, 'word'), text),
    (text) => grouped(segment(segmenter(language, 'grapheme'), text)),
    (text) => segment(segmenter(language, 'grapheme'), text),
    (text) => [...text],
  ]
}

/** Parts that start at the left margin after a blank line (functions, classes), parts between blank lines, lines. */
export function codeLadder(language: string): Cut[] {
  return [
    (text) => text.split(/(?<=\n[ \t]*\n)(?=\S)/),
    (text) => text.split(/(?<=\n[ \t]*\n)/),
    lines,
    ...proseLadder(language).slice(1),
  ]
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/)
}

/** A long unbroken string is counted in steps, not character by character. */
function grouped(graphemes: readonly string[]): string[] {
  const STEP = 32
  const groups: string[] = []
  for (let at = 0; at < graphemes.length; at += STEP) groups.push(graphemes.slice(at, at + STEP).join(''))
  return groups
}

function segment(by: Intl.Segmenter, text: string): string[] {
  const pieces: string[] = []
  for (const { segment: piece } of by.segment(text)) pieces.push(piece)
  return pieces
}

/** Making a segmenter costs more than cutting a post with it. */
const segmenters = new Map<string, Intl.Segmenter>()

function segmenter(language: string, granularity: 'sentence' | 'word' | 'grapheme'): Intl.Segmenter {
  const key = `${granularity} ${language}`
  let found = segmenters.get(key)
  if (!found) {
    // `und` and codes unknown to ICU fall back to the root rules.
    found = new Intl.Segmenter(language, { granularity })
    segmenters.set(key, found)
  }
  return found
}
