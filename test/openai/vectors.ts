/**
 * Stands in for an embedding model: texts that share words get vectors that point the same way.
 *
 * Each word votes on 16 dimensions that its hash names. Deterministic, 20 to 50 µs a text; cached nowhere, so that what a test
 * counts is what was asked.
 */

/** Words that all English texts share would make all of them alike. */
const STOP_WORDS = new Set(
  'a an and are as at be by can do does for from how i in is it my not of on or that the this to what when where which with you your'.split(
    ' ',
  ),
)

const VOTES = 16

/** @returns `dimensions` floats of unit length. */
export function embedWords(text: string, dimensions: number): Float32Array {
  const floats = new Float32Array(dimensions)
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const telling = words.filter((word) => !STOP_WORDS.has(word))
  // Something for every text: punctuation alone, emoji, stop words alone.
  for (const word of telling.length > 0 ? telling : [text]) vote(floats, stem(word))
  return toUnitLength(floats)
}

/** Enough to bring `passwords`, `changing` and `changed` together. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(ing|ed|es|e|s)$/, '') : word
}

function vote(floats: Float32Array, word: string): void {
  let state = hash(word)
  for (let i = 0; i < VOTES; i++) {
    state = scramble(state)
    const place = (state >>> 1) % floats.length
    floats[place] = (floats[place] ?? 0) + (state & 1 ? 1 : -1)
  }
}

/** FNV-1a. */
function hash(word: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < word.length; i++) state = Math.imul(state ^ word.charCodeAt(i), 0x01000193)
  return state
}

/** One step of a linear congruential generator, its high bits folded onto its poor low ones. */
function scramble(state: number): number {
  const next = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return (next ^ (next >>> 15)) >>> 0
}

function toUnitLength(floats: Float32Array): Float32Array {
  let sum = 0
  for (const value of floats) sum += value * value
  // Votes can cancel each other out in a few dimensions.
  if (sum === 0) floats[0] = 1
  const norm = Math.sqrt(sum) || 1
  for (let i = 0; i < floats.length; i++) floats[i] = (floats[i] ?? 0) / norm
  return floats
}
