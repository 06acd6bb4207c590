/** When two questions are one: the name an answer is kept under. Pure. */
import { cacheKey } from '../cache/keys.ts'
import type { AskRequest, SearchFilters } from '../types.ts'

/** Raised to 2, a 2 behind a number is another number: these signs keep their place. */
const RAISED_OR_LOWERED = /[^\u00B2\u00B3\u00B9\u2070-\u209C]+/gu
/** A mark that ends a sentence says nothing; behind a space or another sign it may be what is asked about, as in `??`. */
const END_MARKS = /(?<=[\p{L}\p{M}\p{N}"')\]»”’])[?.؟。…]+$/u

export interface AnsweredBy {
  /** Whoever writes: a model's name, `extractive`. */
  model: string
  /** Of all else that decides what is written: the prompt, its limits, how passages are chosen. */
  version: string
}

/** Everything indexed is public. Were there passages that only some may read, their class would stand here. */
const SCOPE = 'public'

/** @param siteIds Those the question is put to. */
export function questionKey(
  { question, filters }: Pick<AskRequest, 'question' | 'filters'>,
  siteIds: readonly number[],
  { model, version }: AnsweredBy,
): string {
  const sites = siteIds.toSorted((a, b) => a - b)
  return cacheKey('answer', [SCOPE, model, version, sites, normalise(question), filterParts(filters)])
}

/** Writing that makes no difference to a reader: width and form of letters, capitals, spaces, the mark at the end. */
export function normalise(question: string): string {
  return question
    .normalize('NFC')
    .replace(RAISED_OR_LOWERED, (part) => part.normalize('NFKC'))
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(END_MARKS, '')
}

function filterParts({ type, category, tag, author, language, after, before }: SearchFilters) {
  const sets = [type, category, tag, author, language].map((names) => (names ? [...new Set(names)].sort() : null))
  return [...sets, after?.getTime() ?? null, before?.getTime() ?? null]
}
