/** Where a sentence ends in a text that is still being written. Pure. */
import { endsInAbbreviation, endsInOrdinal } from '../sentence-ends.ts'
import { lengthOfMarks, mayBecomeMark, startOfMarks } from './marks.ts'

/** A full stop of any script, and the quotation marks, brackets and stars that close behind it. */
const STOP = /(?<ideographic>[。！？｡]+)|[.!?…؟।]+/gu
const CLOSING = /^["'”’»)\]*_`」』）]*/u
const SPACES = /^\s*/
/** Between two marks. */
const COMMA = /^\s*[,;&]?\s*/
const UPPER = /\p{Lu}/u
const STOPPED = /[.!?…؟।。！？｡:：]["'”’»)\]*_`」』）]*$/u
/** A tag that is open: what looks like the end of a sentence in it is none. */
const OPEN_TAG = /<[a-z/!][^>]*$/i
/** Longer than any abbreviation. */
const TAIL = 24

export interface Search {
  /** Where the next sentence begins; null when none has certainly begun. */
  next: number | null
  /** Stops before this place are known to end nothing. */
  from: number
}

/** @param from Where to look on, as told by the last search in a beginning of this text. */
export function findNextSentence(text: string, from: number): Search {
  let known = from
  STOP.lastIndex = from
  for (let stop = STOP.exec(text); stop !== null; stop = STOP.exec(text)) {
    const stopped = stop.index + stop[0].length
    const closed = stopped + lengthOf(CLOSING, text.slice(stopped))
    const cited = closed + lengthOfMarks(text.slice(closed))
    const isCited = cited > closed
    const next = cited + lengthOf(SPACES, text.slice(cited))
    const mark = isCited ? cited + lengthOf(COMMA, text.slice(cited)) : next
    if (next === text.length || mark === text.length || isOpen(text.slice(mark)))
      return { next: null, from: stop.index }

    const isApart =
      next > cited || stop.groups?.['ideographic'] !== undefined || (isCited && UPPER.test(text.charAt(next)))
    const isCutShort = !isCited && stop[0] === '.' && endsInShort(text.slice(Math.max(0, stopped - TAIL), stopped))
    if (isApart && !isCutShort && !/^\p{Ll}/u.test(text.slice(next)) && !isInside(text.slice(0, stopped)))
      return { next, from: 0 }
    known = stopped
    STOP.lastIndex = stopped
  }
  return { next: null, from: known }
}

/** Would this be whole if the line ended here? */
export function isFinished(text: string): boolean {
  const words = text.trimEnd()
  return startOfMarks(words) < words.length || STOPPED.test(words)
}

/** What may still become a mark, or the target of one written as a link. */
function isOpen(text: string): boolean {
  return mayBecomeMark(text) || /^\([^()\s]*$/.test(text)
}

function endsInShort(tail: string): boolean {
  return endsInAbbreviation(tail) || endsInOrdinal(tail)
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0
}

/** In code, or in a tag. */
function isInside(text: string): boolean {
  return OPEN_TAG.test(text) || (text.match(/`+/g) ?? []).length % 2 === 1
}
