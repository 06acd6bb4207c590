/** A source as evidence: read once for an answer, then asked about every sentence. Pure. */
import type { Source } from '../../types.ts'
import { toUnits, type Unit } from '../units.ts'
import { type Facts, readFacts } from './facts/claims.ts'
import { takeEmails } from './facts/contacts.ts'
import { findOnes } from './facts/figures.ts'
import { COUNT } from './facts/measures.ts'
import { openScan } from './facts/scan.ts'
import { hasFunctionWords, languageOf } from './function-words.ts'
import { withoutOrders } from './orders.ts'
import { stemsOf, wordsOf } from './words.ts'

export interface StemSet {
  stems: ReadonlySet<string>
  /** With spaces around each, to find parts of words. */
  stemText: string
}

export interface PassageUnit extends Unit, StemSet {}

export interface Passage extends StemSet {
  source: Source
  /** A language with function words, or null. */
  language: string | null
  facts: Facts
  /** E-mail addresses outside code, in lower case: those are given to readers. */
  emails: readonly string[]
  /** In lower case: names are looked for among them. */
  words: ReadonlySet<string>
  /** Of the title and the headings above it. */
  labels: StemSet
  units: readonly PassageUnit[]
}

const CODE = /```[\s\S]*?(?:```|$)/g
/** That anybody counts. */
const LONGEST_LIST = 20

/** @param source As it is shown to the model. */
export function readPassage(source: Source): Passage {
  const content = withoutTargets(withoutOrders(source.content))
  const labels = [source.title, ...source.headings].map(withoutOrders).join('\n')
  const date = source.publishedAt?.toISOString().slice(0, 10) ?? ''
  const text = `${labels}\n${date}\n${content}`
  const words = wordsOf(text)
  const language = hasFunctionWords(source.language) ? source.language : languageOf(words.slice(0, 400))
  const toStems = (words: string): StemSet => {
    const stems = new Set(stemsOf(words, language))
    return { stems, stemText: ` ${[...stems].join(' ')} ` }
  }
  const units = toUnits(content, source.language).map((unit) => ({
    ...unit,
    ...toStems(`${unit.context} ${unit.text}`),
  }))
  const facts = readFacts(text)
  return {
    source,
    language,
    facts: { ...facts, figures: [...facts.figures, ...findOnes(text, false), ...countsOf(content)] },
    emails: facts.emails.length === 0 ? [] : takeEmails(openScan(content.replace(CODE, ' '))),
    words: new Set([...words, ...wordsOf(`${source.site.replace(/[.-]/g, ' ')} ${source.author ?? ''}`)]),
    labels: toStems(labels),
    units,
    ...toStems(text),
  }
}

/** Addresses of links are not shown to the model, but for those one writes or calls. */
function withoutTargets(markdown: string): string {
  return markdown.replace(/\]\((?!mailto:|tel:)[^()\s]*(?:\([^()]*\)[^()\s]*)*\)/g, ']')
}

/** "There are three ways", where three are listed. */
function countsOf(content: string): Facts['figures'] {
  const lists = content
    .split(/\n{2,}/)
    .map((block) => block.split('\n').filter((line) => /^(?:[-*+]|\d+[.)])\s/.test(line)).length)
  const counts = new Set(lists.filter((count) => count > 1 && count <= LONGEST_LIST))
  return [...counts].map((count) => ({ values: [count], measure: COUNT, parts: [], exact: '', shown: '' }))
}
