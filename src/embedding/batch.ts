/** Embeds any number of passages, of many posts at once, in calls as large as the embedder takes. */
import { AppError } from '../errors.ts'
import type { Passage, Vector } from '../types.ts'
import type { Embedder } from './embedder.ts'
import { type Refusal, RefusedTexts } from './refused.ts'

/** Passages `start` to `end`, without the one at `end`. */
export interface Batch {
  start: number
  end: number
}

export interface EmbedAllOptions {
  signal?: AbortSignal | undefined
  /** Passages that are done, after each call. */
  onProgress?: (done: number, total: number) => void
}

export interface EmbeddedAll {
  /** One for each passage, in order; null for those in `refused`. */
  vectors: (Vector | null)[]
  /** Passages the embedder will not take, whatever one does; `index` is the place among the passages. */
  refused: Refusal[]
  /** Calls of the embedder. */
  requests: number
  tokens: number
}

/** A remote server works on several requests at a time; more than a few only invites its limits. */
const REQUESTS_IN_FLIGHT = 3

/** Cuts the row of texts into as few batches as the limits allow. A text above `maxTokens` gets one of its own. */
export function planBatches(
  texts: readonly { tokenCount: number }[],
  limits: { maxTexts: number; maxTokens: number },
): Batch[] {
  const batches: Batch[] = []
  let start = 0
  let tokens = 0
  for (const [place, { tokenCount }] of texts.entries()) {
    if (place > start && (place - start === limits.maxTexts || tokens + tokenCount > limits.maxTokens)) {
      batches.push({ start, end: place })
      start = place
      tokens = 0
    }
    tokens += tokenCount
  }
  if (start < texts.length) batches.push({ start, end: texts.length })
  return batches
}

/**
 * One refused passage does not cost the others their vectors; anything else that fails ends the whole call, and the
 * requests in flight with it.
 *
 * @throws AppError as `Embedder.embed` does, or the reason of the signal.
 */
export async function embedAll(
  embedder: Embedder,
  passages: readonly Pick<Passage, 'embedText' | 'tokenCount'>[],
  { signal, onProgress }: EmbedAllOptions = {},
): Promise<EmbeddedAll> {
  const total: EmbeddedAll = { vectors: Array(passages.length).fill(null), refused: [], requests: 0, tokens: 0 }
  const failing = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal
  const batches = planBatches(passages, embedder).values()
  let done = 0

  const embedNext = async () => {
    // All who run this take from one iterator, so each batch is embedded once.
    for (const { start, end } of batches) {
      stop.throwIfAborted()
      const texts = passages.slice(start, end).map(({ embedText }) => embedText)
      const { vectors, refused, tokens } = await embedBatch(embedder, texts, stop)
      for (const [i, vector] of vectors.entries()) total.vectors[start + i] = vector
      total.refused.push(...refused.map(({ index, message }) => ({ index: start + index, message })))
      total.requests++
      total.tokens += tokens
      done += texts.length
      onProgress?.(done, passages.length)
    }
  }
  const stopAll = (error: unknown) => {
    failing.abort(error)
    throw error
  }
  const inFlight = embedder.runsInBackground ? 1 : REQUESTS_IN_FLIGHT
  await Promise.all(Array.from({ length: inFlight }, () => embedNext().catch(stopAll)))
  total.refused.sort((a, b) => a.index - b.index)
  return total
}

async function embedBatch(
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Pick<RefusedTexts, 'vectors' | 'refused' | 'tokens'>> {
  try {
    const { vectors, tokens } = await embedder.embed(texts, signal)
    if (vectors.length === texts.length) return { vectors, refused: [], tokens }
    throw new AppError('upstream', `${embedder.model} gave ${vectors.length} vectors for ${texts.length} texts.`)
  } catch (error) {
    if (error instanceof RefusedTexts) return error
    throw error
  }
}
