/** Proper names of a sentence, by how they are written, and whether they stand in a text. Pure. */

import { findMeasure } from './facts/measures.ts'
import { isFunctionWord } from './function-words.ts'
import { stem, withoutApostrophe } from './words.ts'

const TOKEN = /[\p{L}][\p{L}\p{M}]*(?:['’]\p{L}+)*/gu
/** Before a word that is written large for no other reason. */
const STARTS = /(?:^|[.!?:;…|]\s*|^\W+|\n\s*)["“„«‘'(*`‹]*$/u
/** Languages that write all nouns large. */
const LARGE_NOUNS = new Set(['de', 'lb'])
const TITLES = /^(?:herr|herrn|frau|dr|prof|professor|professorin|familie|firma|gmbh|st|sankt)$/i
/** Written large in the middle of English sentences, and no names: of places in a program, of the one who speaks. */
const NO_NAMES = new Set([
  'i',
  'im',
  "i'm",
  "i'd",
  "i'll",
  "i've",
  'ok',
  'faq',
  'note',
  'uhr',
  'euro',
  'prozent',
  'sie',
  'ihr',
  'ihre',
  'ihnen',
  'ihren',
  'ihrem',
  'ihrer',
  // Of streets, which are compared with their numbers.
  'st',
  'rd',
  'ave',
  'street',
  'road',
  'avenue',
])

interface Token {
  word: string
  isFirst: boolean
  isLarge: boolean
  /** Nothing but a space between it and the one before. */
  isJoined: boolean
}

/**
 * @param text One sentence; what was read as a date or the like left out.
 * @param isTitle Written like a title, with most words large.
 * @returns in lower case, each once.
 */
export function readNames(text: string, language: string | null, isTitle: boolean): string[] {
  const tokens = tokensOf(text)
  const names = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    // Of "10 MB" the number was taken away.
    if (!token.isLarge || NO_NAMES.has(token.word.toLowerCase()) || findMeasure(token.word) !== null) continue
    if (isSpelledAsName(token.word)) names.add(token.word)
    else if (isTitle || isFunctionWord(token.word.toLowerCase(), language)) continue
    else if (LARGE_NOUNS.has(language ?? '')) {
      if (before && token.isJoined && isBeforeName(before)) names.add(token.word)
      else if (tokens[index + 1]?.isJoined && isNamePair(token, tokens[index + 1])) names.add(token.word)
    } else if (!token.isFirst || (tokens[index + 1]?.isLarge && tokens[index + 1]?.isJoined)) names.add(token.word)
  }
  return [...names].map((name) => withoutApostrophe(name.toLowerCase()))
}

function tokensOf(text: string): Token[] {
  let end = 0
  return [...text.matchAll(TOKEN)].map(({ 0: word, index }) => {
    const between = text.slice(end, index)
    const isJoined = end > 0 && /^[ ]$|^\. $/.test(between)
    end = index + word.length
    return { word, isFirst: STARTS.test(text.slice(0, index)), isLarge: /^\p{Lu}/u.test(word), isJoined }
  })
}

/** `PHP`, `WooCommerce`, `iPhone`: in any language and place. */
function isSpelledAsName(word: string): boolean {
  return word.length > 1 && /\p{Lu}/u.test(word.slice(1)) && !/^\p{Lu}['’]/u.test(word)
}

/** "Frau Weber", "Karl Weber"; not "Uhr Einlass", "Euro Eintritt". */
function isBeforeName({ word, isFirst, isLarge }: Token): boolean {
  if (TITLES.test(word)) return true
  const small = word.toLowerCase()
  return (
    isLarge &&
    !NO_NAMES.has(small) &&
    findMeasure(small) === null &&
    !isFunctionWord(small, 'de') &&
    !(isFirst && word.length < 3)
  )
}

function isNamePair(first: Token, second: Token | undefined): boolean {
  return second?.isLarge === true && !first.isFirst && !NO_NAMES.has(second.word.toLowerCase()) && isBeforeName(first)
}

const ENDINGS = ['s', 'es', 'n', 'en', 'ens', 'e', 'er', 'ern', 'em', 'y', 'ns']
const OF_A_PLACE = /(?:ians?|ans?|ish|ese|isch(?:e[nrsm]?)?|ers?)$/

/** @param words In lower case. @param stems As one text with spaces around each. */
export function hasName(words: ReadonlySet<string>, stems: string, name: string): boolean {
  if (words.has(name)) return true
  for (const ending of ENDINGS) {
    if (words.has(name + ending)) return true
    if (name.endsWith(ending) && name.length - ending.length >= 3 && words.has(name.slice(0, -ending.length)))
      return true
  }
  const place = name.replace(OF_A_PLACE, '')
  if (place !== name && place.length >= 4 && stems.includes(` ${stem(place)}`)) return true
  // `Woo Commerce`
  return name.length >= 6 && stems.replaceAll(' ', '').includes(name)
}

/** Does a name stand where another stands in the text it was taken from: "in Hamburg" for "in Bremen"? */
export function isSwapped(sentence: string, unit: string, has: (name: string) => boolean): boolean {
  const [said, read] = [tokensOf(sentence), tokensOf(unit)]
  const saidWords = new Set(said.map(({ word }) => word.toLowerCase()))
  return said.some(({ word, isLarge }, at) => {
    // At the beginning everything is written large.
    if (
      !isLarge ||
      at === 0 ||
      NO_NAMES.has(word.toLowerCase()) ||
      isFunctionWord(word.toLowerCase(), null) ||
      has(word.toLowerCase())
    )
      return false
    return read.some(
      (other, place) =>
        other.isLarge &&
        !saidWords.has(other.word.toLowerCase()) &&
        !isFunctionWord(other.word.toLowerCase(), null) &&
        isSame(said[at - 1], read[place - 1]) &&
        (isSame(said[at + 1], read[place + 1]) ||
          (isOfPlace(said[at - 1]) && isEnd(said[at + 1]) && isEnd(read[place + 1]))),
    )
  })
}

const OF_PLACE = /^(?:in|aus|von|nach|bei|ab|durch|from|by|at|to|de|en|à|par|por|da|van|uit)$/

/** "aus Hamburg" */
function isOfPlace(token: Token | undefined): boolean {
  return token !== undefined && OF_PLACE.test(token.word)
}

function isEnd(token: Token | undefined): boolean {
  return token === undefined || isFunctionWord(token.word.toLowerCase(), null)
}

function isSame(one: Token | undefined, other: Token | undefined): boolean {
  return one?.word.toLowerCase() === other?.word.toLowerCase()
}
