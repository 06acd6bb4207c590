/**
 * The order of the search and the scores of a reranker, made into one order. Pure.
 *
 * A reranker reads question and passage together and knows better what is meant, but not always: it may pass over the
 * one passage that has the very words. So the search keeps most of the say at the top of its list, where it is mostly
 * right, and less further down, where its scores differ by little. Measured: docs/decisions/0002-search.md.
 */
import type { Fused } from './fuse.ts'

/** How much the place counts that the search gave, from each place on. */
const WEIGHTS: readonly [fromPlace: number, weight: number][] = [
  [11, 0.4],
  [4, 0.6],
  [1, 0.75],
]
/** Whatever a reranker says, the best of the search stays among so many. */
const FIRST_STAYS_WITHIN = 3

/**
 * @param fused Best first. Their scores stay what they are: only the order changes.
 * @param scores One for each, on any scale: only the differences between them count.
 */
export function blend(fused: readonly Fused[], scores: readonly number[]): Fused[] {
  const [ours, theirs] = [toUnit(fused.map(({ score }) => score)), toUnit(scores)]
  const blended = fused.map((one, place) => {
    const weight = weightOf(place + 1)
    const rank = weight * (ours[place] ?? 0) + (1 - weight) * (theirs[place] ?? 0)
    return { place, rank, one: { ...one, parts: { ...one.parts, rerank: scores[place] ?? null } } }
  })
  blended.sort((a, b) => b.rank - a.rank || a.place - b.place)
  const first = blended.findIndex(({ place }) => place === 0)
  if (first >= FIRST_STAYS_WITHIN) blended.splice(FIRST_STAYS_WITHIN - 1, 0, ...blended.splice(first, 1))
  return blended.map(({ one }) => one)
}

function weightOf(place: number): number {
  return WEIGHTS.find(([from]) => place >= from)?.[1] ?? 1
}

/**
 * From 0 for the lowest to 1 for the highest: logits and probabilities look the same then. All 0 when all are equal, for
 * then they say nothing.
 */
function toUnit(scores: readonly number[]): number[] {
  const [low, high] = [Math.min(...scores), Math.max(...scores)]
  return scores.map((score) => (high > low ? (score - low) / (high - low) : 0))
}
