/**
 * Holds what was written against the sources it cites, sentence by sentence. What no source says is left out; what another
 * source says is cited from that one. docs/answers.md tells users which sentences are dropped, and why.
 *
 * It sees numbers, names and words, not meaning: a sentence that puts true pieces together wrongly may pass.
 */
import type { Citation, Source } from '../../types.ts'
import type { DraftSentence } from '../generator.ts'
import type { KnownAddresses } from './addresses.ts'
import { cleanText } from './characters.ts'
import { isFenced } from './code.ts'
import { readFacts } from './facts/claims.ts'
import { type Fault, findSupport, findVerbatim } from './find-support.ts'
import { openLayout } from './held.ts'
import { kindOfHeld } from './lead-ins.ts'
import { speaksToModel } from './orders.ts'
import { type Passage, readPassage } from './passage.ts'
import { harmlessRun, quoteFor, urlAt } from './quote.ts'
import { readQuestion, readSentence, type Said } from './said.ts'
import { sanitise } from './sanitise.ts'

/**
 * `markup`: nothing was left of it; `order`: it speaks to a model; `no_citation`; `number`, `contact`, `name`: one that no
 * source has; `negation`: a source says the opposite; `unsupported`: about something else than the sources.
 */
export type DropReason = 'markup' | 'order' | Fault

export type Verdict =
  /** What is shown, with what stands before it and its marks. */
  | { kept: { text: string; citations: Citation[] } }
  | { dropped: DropReason }
  /** Comes with the next sentence that is kept, or not at all. */
  | { held: true }

export interface CheckerOptions {
  question: string
  sources: readonly Source[]
  /** Of the site, when it has more than those of its posts. */
  hosts?: readonly string[]
}

export interface Checker {
  /** In the order of the text. */
  check(sentence: DraftSentence): Verdict
  /** Sentences that were dropped, by reason. */
  readonly counts: Readonly<Partial<Record<DropReason, number>>>
}

export function openChecker({ question, sources, hosts = [] }: CheckerOptions): Checker {
  const asked = readQuestion(question)
  const read = new Map<Source, Passage>()
  const layout = openLayout()
  const counts: Partial<Record<DropReason, number>> = {}

  /** Most answers cite one or two of their sources: the others are not read. */
  function passageOf(source: Source): Passage {
    const passage = read.get(source) ?? readPassage(source)
    read.set(source, passage)
    return passage
  }

  const allPassages = () => sources.map(passageOf)
  const known: KnownAddresses = {
    hosts: hostsOf(sources, hosts),
    // What stands in an order to a model is nobody's address, so passages are asked and not posts.
    isKnownEmail: (email) =>
      allPassages().some(({ emails }) => emails.includes(email)) || question.toLowerCase().includes(email),
  }

  function drop(lead: string, reason: DropReason): Verdict {
    counts[reason] = (counts[reason] ?? 0) + 1
    layout.drop(lead)
    return { dropped: reason }
  }

  return {
    counts,
    check(sentence) {
      const { lead, cites } = sentence
      const text = sanitise(sentence.text, known)
      if (text === '') return drop(lead, 'markup')
      // Without its address, "Write to …" says nothing.
      if (!readFacts(cleanText(sentence.text)).emails.every(known.isKnownEmail)) return drop(lead, 'contact')
      if (speaksToModel(text) || speaksToModel(sentence.text)) return drop(lead, 'order')
      const cited = sources.filter(({ n }) => cites.includes(n)).map(passageOf)
      const said = readSentence(text, asked, cited[0]?.language ?? null)
      const kind = cited.length === 0 ? kindOfHeld(said, allPassages()) : null
      if (kind !== null) {
        layout.hold(lead, kind, text)
        return { held: true }
      }
      const support = cited.length === 0 ? findVerbatim(said, allPassages()) : findSupport(said, cited, allPassages)
      if ('fault' in support) return drop(lead, support.fault)
      const citations = support.passages.map((passage) => toCitation(passage, { said, sentence, known }))
      const marks = citations.map(({ n }) => `[${n}]`).join('')
      // Right behind the fence of a code block, marks would not be read as marks.
      const shown = `${text}${isFenced(text) ? '\n' : ' '}${marks}`
      return { kept: { text: layout.keep(lead, shown), citations } }
    },
  }
}

function hostsOf(sources: readonly Source[], hosts: readonly string[]): ReadonlySet<string> {
  const own = sources.flatMap(({ url }) => (URL.canParse(url) ? [new URL(url).hostname] : []))
  return new Set([...own, ...hosts].flatMap((host) => [host.toLowerCase(), host.toLowerCase().replace(/^www\./, '')]))
}

interface Cited {
  said: Said
  sentence: DraftSentence
  known: KnownAddresses
}

function toCitation(passage: Passage, { said, sentence, known }: Cited): Citation {
  const { n, url, title } = passage.source
  const isQuoted = sentence.quote !== undefined && sentence.cites[0] === n
  const quote = isQuoted ? harmlessRun(sentence.quote ?? '', known) : quoteFor(said, passage, known)
  return { n, url: urlAt(url, quote), title, quote }
}
