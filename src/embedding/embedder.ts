/** Turns texts into vectors. Two implementations: openai.ts (over HTTP) and builtin.ts (in process, on a worker thread). */
import type { Vector } from '../types.ts'

export interface Embedder {
  /** Named in the store, so that vectors of two models never meet: `text-embedding-3-large`, `builtin-use-lite-en`. */
  readonly model: string
  readonly dimensions: number
  /** Most texts one call takes. */
  readonly maxTexts: number
  /** Most tokens one call takes, all texts together. */
  readonly maxTokens: number
  /** Languages the model knows, as primary subtags; null when it knows them all. */
  readonly languages: readonly string[] | null
  /**
   * Slow embedders run behind the sync: passages are found by keyword at once and get their vectors later.
   * Fast (remote) ones run inside it: a document appears with its vectors.
   */
  readonly runsInBackground: boolean
  /** Share of the vector in a fused score, 0 to 1; belongs to the model, see docs/decisions. */
  readonly vectorWeight: number
  /** Cosine that two unrelated texts have on average; subtracted before fusing. */
  readonly baseline: number

  /** Tokens of a text as the model counts them, or a close upper bound. Fast: called for every block of every post. */
  countTokens(text: string): number

  /**
   * One vector per text, in the same order.
   *
   * @param texts 1 to `maxTexts` texts, none of them empty.
   * @throws AppError `upstream`, `unavailable` or `timeout`, with `retryable` set.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Embedded>

  close(): Promise<void>
}

export interface Embedded {
  vectors: Vector[]
  /** Tokens that were charged, 0 when nothing is charged. */
  tokens: number
}
