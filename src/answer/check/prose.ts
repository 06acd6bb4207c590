/** The words of one block as they come in, given out sentence by sentence. Bounded: a sentence without an end is cut. */
import { findNextSentence, isFinished } from './ends.ts'

/** Characters of a sentence, and so what is held back at most. The longest that models write have 600. */
export const LONGEST_SENTENCE = 2_000

export interface Prose {
  /** The sentence that this character shows to be finished, if one. */
  push(char: string): string | null
  /** The line ends: the sentence when it is whole so, else it goes on in the next line. */
  breakLine(): string | null
  /** What is left, finished or not. */
  end(): string
}

export function openProse(): Prose {
  let held = ''
  /** Where to look for the end of the sentence. */
  let from = 0

  function take(length: number): string {
    const sentence = held.slice(0, length)
    held = held.slice(length)
    from = 0
    return sentence
  }

  return {
    push(char) {
      if (held === '' && /\s/.test(char)) return null
      held += char
      if (held.length > LONGEST_SENTENCE) return take(placeToCut(held))
      // Only a character that begins something shows that what was before it has ended.
      if (/\s/.test(char)) return null
      const search = findNextSentence(held, from)
      from = search.from
      return search.next === null ? null : take(search.next)
    },
    breakLine() {
      if (isFinished(held)) return take(held.length)
      if (held !== '') held += ' '
      return null
    },
    end: () => take(held.length),
  }
}

/** Between words, and never within a character. */
function placeToCut(text: string): number {
  const space = text.lastIndexOf(' ')
  if (space > 0) return space + 1
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length
}
