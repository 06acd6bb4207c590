/**
 * The embedder that asks a server: OpenAI's, or any that speaks `POST /embeddings` as it does.
 *
 * Puts the parts together: openai-request.ts sends, retry.ts repeats, halving.ts takes refused batches apart.
 */
import type { HttpClient } from '../upstream/http.ts'
import { countCl100k } from './cl100k.ts'
import type { Embedder } from './embedder.ts'
import { createHalving } from './halving.ts'
import { createEmbeddingRequest } from './openai-request.ts'
import { type RetryOptions, withRetries } from './retry.ts'

export interface OpenAiOptions extends RetryOptions {
  http: HttpClient
  /** Such as `https://api.openai.com/v1`. */
  baseUrl: string
  /** Left out for a server that wants none. */
  apiKey: string | undefined
  model: string
  dimensions: number
  /** For one request. Default 60,000: a full batch takes a server many seconds. */
  timeoutMs?: number
}

/** Limits of one request: https://platform.openai.com/docs/api-reference/embeddings/create */
const MAX_TEXTS = 2048
const MAX_TOKENS = 300_000

/** Other models come with other tokenizers, which cut finer; by how much is a guess on the safe side. */
const OTHER_TOKENIZER = 1.2

export function openOpenAiEmbedder(options: OpenAiOptions): Embedder {
  const { model, dimensions } = options
  const request = createEmbeddingRequest(options)
  const embedHalving = createHalving((texts, signal) => withRetries(() => request(texts, signal), options, signal))
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
