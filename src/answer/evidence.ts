/**
 * Does anything on the site bear on the question? Decided before anybody writes an answer. Pure.
 *
 * Thresholds from 65 questions that a site of 739 posts answers and 12 that it does not (bench/evidence.ts): a passage that
 * has less than 30 % of the question, rare words counting most, is about something near it and not about it, however
 * similar it looks. "How do I connect my shop to PayPal" is near to every page about connecting something.
 */
import type { Hit } from '../types.ts'

const SCORE = 0.36
const COVERAGE = 0.3
/** Words alone have to say more: without a vector nobody tells a stock of shares from a stocking. */
const COVERAGE_ALONE = 0.45
/** A strong model's vector is evidence by itself, in other words or another language. A setting, not measured here. */
const STRONG_WEIGHT = 0.6
const STRONG_VECTOR = 0.5
/** Beside a passage that is evidence, others this good are sources too, measured by the best. */
const BESIDE = 0.7

/** The hits an answer may rest on, best first; none without evidence. */
export function pickSources(hits: readonly Hit[]): Hit[] {
  if (!hits.some(isEvidence)) return []
  const best = Math.max(...hits.map((hit) => hit.score))
  return hits.filter((hit) => isEvidence(hit) || hit.score >= best * BESIDE)
}

function isEvidence({ score, parts }: Hit): boolean {
  if (parts.vectorWeight >= STRONG_WEIGHT && (parts.vector ?? 0) >= STRONG_VECTOR) return true
  return score >= SCORE && (parts.coverage ?? 0) >= (parts.vector === null ? COVERAGE_ALONE : COVERAGE)
}
