/** Does anything on the site bear on the question? Decided before anybody writes an answer. Pure. */
import type { Hit } from '../types.ts'

/** The keyword share above which a passage is about the question by its words alone. */
const KEYWORD_ENOUGH = 0.42
/** The rescaled cosine above which it is by its meaning alone. */
const VECTOR_ENOUGH = 0.5
/** Fused score that is enough when neither is by itself. */
const FUSED_ENOUGH = 0.36

export function hasEvidence(hits: readonly Hit[]): boolean {
  return hits.some(isEvidence)
}

export function isEvidence({ score, parts }: Hit): boolean {
  return (parts.keyword ?? 0) >= KEYWORD_ENOUGH || (parts.vector ?? 0) >= VECTOR_ENOUGH || score >= FUSED_ENOUGH
}
