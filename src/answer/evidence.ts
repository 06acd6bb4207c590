/**
 * Does anything on the site bear on the question? Decided before anybody writes an answer, from what the search knows
 * anyway. Pure. How the numbers were found and what they do: docs/answers.md, "When it refuses".
 */
import type { Hit, ScoreParts } from '../types.ts'

/** What a cosine counts beside the words. */
const VECTOR_SHARE = 0.7
/** Words and vector together. A passage that holds half of the question needs a cosine of 0.2, one that holds a fifth 0.6. */
const ENOUGH = 0.645
/** Words where no vector speaks: other languages than the embedder's, or an embedder that is away. */
const ENOUGH_ALONE = 0.29
/** A strong model's vector is evidence by itself, in other words or another language. A setting, not measured here. */
const STRONG_WEIGHT = 0.6
const STRONG_VECTOR = 0.5
/** Beside a passage that is evidence, others this good are sources too, measured by the best. */
const BESIDE = 0.7

/** The hits an answer may rest on, best first; none without evidence. */
export function pickSources(hits: readonly Hit[]): Hit[] {
  if (!hits.some(({ parts }) => isEvidence(parts))) return []
  const best = Math.max(...hits.map((hit) => hit.score))
  return hits.filter((hit) => isEvidence(hit.parts) || hit.score >= best * BESIDE)
}

function isEvidence(parts: ScoreParts): boolean {
  const { vector, vectorWeight } = parts
  if (vectorWeight >= STRONG_WEIGHT && (vector ?? 0) >= STRONG_VECTOR) return true
  if (isMention(parts)) return false
  return vector === null ? bearingOf(parts) >= ENOUGH_ALONE : bearingOf(parts) + VECTOR_SHARE * vector >= ENOUGH
}

/** "Drupal" stands in a list of importers: that list says nothing of how to set up Drupal's views. */
function isMention({ matched, asked }: ScoreParts): boolean {
  return asked !== null && asked.count > 2 && matched.length < 2
}

/** What a question of any length is short of: one of two words met by chance must not look like half an answer. */
const UNSAID = 0.4

/**
 * Share of the question that the passage holds, rare words counting most, 0 to 1. A word that the whole site never uses
 * counts double: where nothing is said of PayPal, no passage about connecting something answers "connect PayPal".
 */
function bearingOf({ coverage, asked }: ScoreParts): number {
  if (coverage === null || asked === null || asked.weight === 0) return 0
  return coverage / (1 + asked.unknown + UNSAID / asked.weight)
}
