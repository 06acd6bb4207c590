/**
 * The answer that no model writes: the best sentences of the best passages, word for word, each with its source.
 *
 * Says nothing that does not stand on the site, so there is nothing to check and nothing to pay.
 */
import type { Source } from '../types.ts'
import type { DraftSentence, GenerateRequest, Generator } from './generator.ts'
import { toUnits, type Unit } from './units.ts'

/** Weighs texts by how much of the question stands in each; what tells much is told by the sites the texts are from. */
export type Weigh = (
  question: string,
  texts: readonly { text: string; language: string }[],
  sites: readonly string[],
) => Promise<{ share: number; length: number }[]>

/** Passages that are searched for sentences. */
const PASSAGES = 4
const MAX_SENTENCES = 3
/** A further sentence has to be this good, measured by the best one. */
const GOOD_ENOUGH = 0.75
/** How much the heading or question above a unit counts, by its distance from it; further on, and the title: the last. */
const CONTEXT_WEIGHTS = [0.9, 0.7, 0.5, 0.35]

interface Scored {
  unit: Unit
  source: Source
  /** Place in the passage, so that sentences of one source are told in its order. */
  place: number
  score: number
}

export function openExtractive(weigh: Weigh): Generator {
  return {
    name: 'extractive',
    outcome: 'extractive',
    async *generate({ question, sources }: GenerateRequest) {
      const candidates = sources
        .slice(0, PASSAGES)
        .flatMap((source) =>
          toUnits(source.content, source.language).map((unit, place) => ({ unit, source, place, score: 0 })),
        )
      const scored = await score(candidates, question, weigh)
      yield* pick(scored).map(toSentence)
    },
  }
}

async function score(candidates: readonly Scored[], question: string, weigh: Weigh): Promise<Scored[]> {
  const texts = candidates.flatMap(({ unit, source }) => {
    const heading = unit.context || (source.headings.at(-1) ?? source.title)
    return [
      { text: unit.text, language: source.language },
      { text: `${heading}\n${unit.text}`, language: source.language },
      { text: [source.title, ...source.headings, heading, unit.text].join('\n'), language: source.language },
    ]
  })
  const sites = [...new Set(candidates.map(({ source }) => source.site))]
  const weighed = await weigh(question, texts, sites)
  const best = Math.max(...candidates.map(({ source }) => source.score), 0.001)
  const lowest = CONTEXT_WEIGHTS.at(-1) ?? 0
  return candidates.map((candidate, index) => {
    const [own, near, far] = [0, 1, 2].map((n) => weighed[index * 3 + n] ?? { share: 0, length: 0 })
    const weight = CONTEXT_WEIGHTS[candidate.unit.place] ?? lowest
    const words = mix(own, near, weight) + lowest * ((far?.share ?? 0) - (near?.share ?? 0))
    // Two or three words are a label rather than an answer.
    const brevity = (own?.length ?? 0) < 4 ? 0.7 : 1
    return { ...candidate, score: brevity * words * (0.4 + 0.6 * (candidate.source.score / best)) }
  })
}

function mix(own: { share: number } | undefined, near: { share: number } | undefined, weight: number): number {
  const ownShare = own?.share ?? 0
  return ownShare + weight * ((near?.share ?? 0) - ownShare)
}

function pick(scored: readonly Scored[]): Scored[] {
  const ranked = scored.toSorted((a, b) => b.score - a.score || a.source.n - b.source.n || a.place - b.place)
  const [best] = ranked
  if (!best) return []
  const kept: Scored[] = []
  for (const candidate of ranked) {
    if (kept.length === MAX_SENTENCES || candidate.score < best.score * GOOD_ENOUGH) break
    if (!kept.some((other) => other.unit.text === candidate.unit.text)) kept.push(candidate)
  }
  // Sources in the order of their best sentence, the sentences of each in the order of the page.
  const order = [...new Set(kept.map(({ source }) => source.n))]
  return kept.toSorted((a, b) => order.indexOf(a.source.n) - order.indexOf(b.source.n) || a.place - b.place)
}

function toSentence({ unit, source }: Scored, index: number): DraftSentence {
  return { lead: index === 0 ? '' : ' ', text: unit.text, cites: [source.n], quote: unit.quote }
}
