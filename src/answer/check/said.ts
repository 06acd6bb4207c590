/** A sentence as it is checked: its words, its names, and what of it can be compared by value. Pure. */

import { isFenced } from './code.ts'
import { type Facts, readFacts } from './facts/claims.ts'
import { findOnes } from './facts/figures.ts'
import { findMeasure } from './facts/measures.ts'
import { isNumberWord } from './facts/number-words.ts'
import { languageOf } from './function-words.ts'
import { readNames } from './names.ts'
import { stemsOf, wordsOf } from './words.ts'

export interface Asked {
  stems: ReadonlySet<string>
  /** In lower case. */
  words: ReadonlySet<string>
  language: string | null
}

export interface Said {
  /** Without marks of bold. */
  text: string
  /** Each once. */
  stems: readonly string[]
  facts: Facts
  names: readonly string[]
  language: string | null
  isHeading: boolean
  asked: Asked
}

export function readQuestion(question: string): Asked {
  const words = wordsOf(question)
  const language = languageOf(words)
  return { stems: new Set(stemsOf(question, language)), words: new Set(words), language }
}

/**
 * @param text As it would be shown.
 * @param spoken Its language, where it does not tell and the question does not either.
 */
export function readSentence(text: string, asked: Asked, spoken: string | null): Said {
  const isHeading = /^\*\*[^*]+\*\*:?$/.test(text)
  const bare = isFenced(text) ? text : text.replaceAll('**', '')
  const language = languageOf(wordsOf(bare)) ?? asked.language ?? spoken
  const read = readFacts(bare)
  const facts = { ...read, figures: [...read.figures, ...findOnes(bare, true)] }
  const names = isFenced(text) ? [] : readNames(facts.rest, language, isHeading)
  return {
    text: bare,
    stems: [...new Set(stemsOf(withoutAmounts(facts.rest), language))],
    facts,
    names,
    language,
    isHeading,
    asked,
  }
}

/** Numbers in words and units are compared by value, not as words. */
function withoutAmounts(text: string): string {
  return wordsOf(text)
    .filter((word) => !isNumberWord(word) && (word.length < 2 || findMeasure(word) === null))
    .join(' ')
}
