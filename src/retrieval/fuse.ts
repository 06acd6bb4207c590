/**
 * One score out of two: BM25 and cosine on absolute scales. Pure.
 *
 * Ranks are not fused (reciprocal rank fusion lost up to 0.17 nDCG@10 with the built-in embedder), because a rank does
 * not say how good a hit is: BM25 over the sum of idf falls by itself when the question's words are missing, and the
 * vector gets its say just then. Measured on eight collections; see docs/decisions/0002-search.md.
 */
import type { AskedWords, ScoreParts, SearchMode } from '../types.ts'

export interface Signals {
  chunkId: number
  documentId: number
  keyword: number
  coverage: number
  /** Null without a vector. */
  cosine: number | null
  matched: string[]
  asked: AskedWords | null
}

export interface Fused {
  chunkId: number
  documentId: number
  score: number
  parts: ScoreParts
}

export interface FuseOptions {
  mode: SearchMode
  /** Of the embedder, 0 to 1. */
  vectorWeight: number
  /** Cosine of two unrelated texts: where the vector's scale begins. */
  baseline: number
}

/** Best first; equal scores in the order of ids, so that the same question gives the same list. */
export function fuse(candidates: readonly Signals[], options: FuseOptions): Fused[] {
  return candidates
    .map((candidate) => toFused(candidate, options))
    .sort((a, b) => b.score - a.score || a.chunkId - b.chunkId)
}

function toFused(candidate: Signals, options: FuseOptions): Fused {
  const { chunkId, documentId, keyword, coverage, cosine, matched, asked } = candidate
  const vector = cosine === null ? null : Math.max(0, (cosine - options.baseline) / (1 - options.baseline))
  const vectorWeight = weightOf(vector, options)
  const score = (1 - vectorWeight) * keyword + vectorWeight * (vector ?? 0)
  const parts: ScoreParts = {
    keyword: options.mode === 'vector' ? null : keyword,
    coverage: options.mode === 'vector' ? null : coverage,
    vector: options.mode === 'keyword' ? null : vector,
    vectorWeight,
    rerank: null,
    matched,
    asked: options.mode === 'vector' ? null : asked,
  }
  return { chunkId, documentId, score, parts }
}

function weightOf(vector: number | null, options: FuseOptions): number {
  if (options.mode === 'vector') return 1
  // A passage that waits for its vector is judged by its words alone, not as if it were unrelated.
  if (options.mode === 'keyword' || vector === null) return 0
  return options.vectorWeight
}

/** At most `perDocument` passages of one document, `limit` in all, in the order given. */
export function spread(fused: readonly Fused[], limit: number, perDocument: number): Fused[] {
  const taken = new Map<number, number>()
  const kept: Fused[] = []
  for (const candidate of fused) {
    const count = taken.get(candidate.documentId) ?? 0
    if (count >= perDocument) continue
    taken.set(candidate.documentId, count + 1)
    kept.push(candidate)
    if (kept.length === limit) break
  }
  return kept
}
