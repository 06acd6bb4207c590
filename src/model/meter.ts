/** Counts the tokens of a text while it comes, so that its bound holds with servers that do not keep it. */
import { countCl100k } from '../tokens/cl100k.ts'

export interface Meter {
  /** @returns false when the text is over the bound with this piece. */
  add(text: string): boolean
  /** Of the text so far, rather too many than too few. */
  tokens(): number
}

/** Counting all of it again with each piece would be quadratic: what is this long is counted for good. */
const SETTLED_LENGTH = 200
/**
 * The tokenizer here takes up to three times as many tokens for some scripts as the model's own, which may have come to
 * its bound in all honesty. So for the bound, a letter costs no more than this.
 */
const MAX_TOKENS_PER_LETTER = 0.35
/** No token is shorter than a byte. */
const BYTES_PER_LETTER = 3

export function createMeter(maxTokens: number): Meter {
  let settled = 0
  let settledForBound = 0
  let open = ''
  const settle = (end: number) => {
    const text = open.slice(0, end)
    settled += countCl100k(text)
    settledForBound += countForBound(text)
    open = open.slice(end)
  }
  return {
    add: (text) => {
      open += text
      if (open.length >= SETTLED_LENGTH) settle(open.lastIndexOf(' ') > 0 ? open.lastIndexOf(' ') : open.length)
      const left = maxTokens - settledForBound
      return open.length * BYTES_PER_LETTER <= left || countForBound(open) <= left
    },
    tokens: () => settled + countCl100k(open),
  }
}

function countForBound(text: string): number {
  return Math.min(countCl100k(text), Math.ceil(text.length * MAX_TOKENS_PER_LETTER))
}
