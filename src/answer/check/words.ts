/** The words of a text that tell what it is about, roughly stemmed: enough to see whether two texts speak of the same. Pure. */
import { isFunctionWord } from './function-words.ts'

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)?/gu
/** Scripts that put no spaces between words: pairs of characters take their place. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}ー]+/gu
const UNSPACED_CHARACTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}ー]/u
/** Of English words, and before French and Italian ones. */
const ENDING = /['’](?:s|t|re|ve|ll|d|m)?$/u
const ARTICLE = /^(?:[ldjmnstc]|qu|dell|nell|all|un)['’](?=\p{L}{2})/u
const SUFFIX =
  /(?:ungen|ung|heiten|heit|keiten|keit|ingly|ings|ing|edly|ations|ation|ments|ment|iones|ion|mente|ly|ed|ies|ern|ers|er|em|en|est|es|et|te|ar|ado|ada|e|s|n|t)$/
const SHORTEST = 3

/** In lower case, as they stand. */
export function wordsOf(text: string): string[] {
  return (text.normalize('NFKC').toLowerCase().match(WORD) ?? []).map(withoutApostrophe)
}

/** `don't` is `don`, `l'eau` is `eau`; `O'Brien` is a name. @param word In lower case. */
export function withoutApostrophe(word: string): string {
  return word.includes("'") || word.includes('’') ? word.replace(ARTICLE, '').replace(ENDING, '') : word
}

/** Stems of the words that say something, in their order. Numbers are no words here: they are checked by value. */
export function stemsOf(text: string, language: string | null): string[] {
  const stems: string[] = []
  for (const word of wordsOf(text)) {
    if (UNSPACED_CHARACTER.test(word)) stems.push(...(word.match(UNSPACED) ?? []).flatMap(toPairs))
    else if (word.length > 1 && !/^\d/.test(word) && !isFunctionWord(word, language)) stems.push(stem(word))
  }
  return stems
}

/** Words recur, from post to post: the stem of each is found once. */
const STEMS = new Map<string, string>()
const MOST_STEMS = 20_000

/** `fired` and `firing`, `geöffnet` and `öffnen`, `cities` and `city` are one. */
export function stem(word: string): string {
  const known = STEMS.get(word)
  if (known !== undefined) return known
  if (STEMS.size >= MOST_STEMS) STEMS.clear()
  const found = findStem(word)
  STEMS.set(word, found)
  return found
}

function findStem(word: string): string {
  const bare = word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/^ge(?=\p{L}{3,}(?:t|en)$)/u, '')
  const steps = [SUFFIX, SUFFIX, /[aeiouy]+$/, /(?<=(.))\1$/]
  // "Öffnungszeiten" has several endings.
  return steps.reduce((short, ending) => {
    const shorter = short.replace(ending, '')
    const isLetter = short.length - shorter.length === 1 && /[nt]$/.test(short)
    return shorter.length >= (isLetter ? SHORTEST + 2 : SHORTEST) ? shorter : short
  }, bare)
}

function toPairs(run: string): string[] {
  const characters = [...run]
  if (characters.length < 2) return characters
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}
