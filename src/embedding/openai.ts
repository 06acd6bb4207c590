/**
 * The embedder that asks a server: OpenAI's, or any that speaks `POST /embeddings` as it does.
 *
 * Puts the parts together: openai-request.ts sends, upstream/retry.ts repeats, halving.ts takes refused batches apart.
 */
import type { AppError } from '../errors.ts'
import { countCl100k } from '../tokens/cl100k.ts'
import { type Waiting, withRetry } from '../upstream/retry.ts'
import type { Embedder } from './embedder.ts'
import { createHalving } from './halving.ts'
import { createEmbeddingRequest, type EmbeddingServer } from './openai-request.ts'

export interface OpenAiOptions extends EmbeddingServer, Waiting {}

/** Limits of one request: https://platform.openai.com/docs/api-reference/embeddings/create */
const MAX_TEXTS = 2048
const MAX_TOKENS = 300_000

const ATTEMPTS = 6
const BACKOFF_MS = 1_000
/** Of those that may have been charged: the answer came and was nonsense, or was still being made. */
const PAID_ATTEMPTS = 3

/** Other models come with other tokenizers, which cut finer; by how much is a guess on the safe side. */
const OTHER_TOKENIZER = 1.2

export function openOpenAiEmbedder(options: OpenAiOptions): Embedder {
  const { model, dimensions } = options
  const request = createEmbeddingRequest(options)
  const embedHalving = createHalving((texts, signal) =>
    withRetry(() => request(texts, signal), {
      waiting: options,
      attempts: ATTEMPTS,
      backoffMs: BACKOFF_MS,
      mayRetry,
      signal,
    }),
  )
  const tokenFactor = model.startsWith('text-embedding-') ? 1 : OTHER_TOKENIZER

  return {
    model,
    dimensions,
    maxTexts: MAX_TEXTS,
    maxTokens: MAX_TOKENS,
    languages: null,
    runsInBackground: false,
    // Settings, not measured here, for there was no network: text-embedding-3 is far stronger than the built-in model,
    // so its vectors weigh more, and unrelated texts are commonly reported at cosines of 0.1 to 0.2.
    vectorWeight: 0.65,
    baseline: 0.15,
    countTokens: (text) => Math.ceil(countCl100k(text) * tokenFactor),
    embed: embedHalving,
    // The connections belong to `http`, and whoever opened that closes it.
    close: async () => {},
  }
}

function mayRetry(error: AppError, attempt: number): boolean {
  const isPaid = error.code === 'bad_answer' || error.kind === 'timeout'
  return !isPaid || attempt < PAID_ATTEMPTS
}
