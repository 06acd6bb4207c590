/** `POST /v1/embeddings` of the fake OpenAI server: what it refuses as OpenAI does, and a good answer. */
import { z } from 'zod'
import { embedWords } from './vectors.ts'

const DEFAULT_DIMENSIONS = 1536

export const embeddingRequestSchema = z.object({
  model: z.string(),
  input: z.union([z.string().transform((text) => [text]), z.array(z.string())]),
  dimensions: z.number().int().positive().optional(),
  encoding_format: z.enum(['float', 'base64']).optional(),
})

export type EmbeddingRequest = z.infer<typeof embeddingRequestSchema>

/** What this server is like, until a test changes it. */
export interface EmbeddingSettings {
  /** Parameters it answers with 400, naming them. */
  refuses: string[]
  /** Sends floats, whatever `encoding_format` asks for. */
  sendsFloats: boolean
  maxTexts: number
  /** Refuses a request with a text that contains this. */
  poison: string | null
  /** Before each answer. */
  latencyMs: number
}

export const openAiSettings: EmbeddingSettings = {
  refuses: [],
  sendsFloats: false,
  maxTexts: 2048,
  poison: null,
  latencyMs: 0,
}

export interface Refused {
  status: number
  message: string
  code: string | null
  param: string | null
}

/** Why the request is refused, as OpenAI words it; null when it is not. */
export function findRefusal(request: EmbeddingRequest, settings: EmbeddingSettings): Refused | null {
  const refused = (message: string, param: string | null, code: string | null = null, status = 400): Refused => ({
    status,
    message,
    code,
    param,
  })
  for (const param of ['dimensions', 'encoding_format'] as const) {
    if (request[param] !== undefined && settings.refuses.includes(param)) {
      return refused(`This model does not support specifying ${param}.`, null)
    }
  }
  const count = request.input.length
  if (count > settings.maxTexts) {
    const message = `Invalid 'input': array too long. Expected an array with maximum length ${settings.maxTexts}, but got an array with length ${count} instead.`
    return refused(message, 'input', 'array_above_max_length')
  }
  if (count === 0 || request.input.includes('')) return refused("'$.input' is invalid.", 'input')
  const { poison } = settings
  const place = poison === null ? -1 : request.input.findIndex((text) => text.includes(poison))
  if (place >= 0) return refused(`Invalid 'input[${place}]': maximum context length is 8192 tokens.`, 'input')
  return null
}

/** One entry of `data`, before it is printed. */
export interface Entry {
  index: number
  floats: Float32Array
}

export function embedEntries({ input, dimensions }: EmbeddingRequest): Entry[] {
  return input.map((text, index) => ({ index, floats: embedWords(text, dimensions ?? DEFAULT_DIMENSIONS) }))
}

/** The body of a 200. */
export function printEntries(
  entries: readonly Entry[],
  request: EmbeddingRequest,
  settings: EmbeddingSettings,
): string {
  const isBase64 = request.encoding_format === 'base64' && !settings.sendsFloats
  const data = entries.map(({ index, floats }) => ({
    object: 'embedding',
    index,
    embedding: isBase64 ? Buffer.from(floats.buffer).toString('base64') : [...floats],
  }))
  const tokens = countTokens(request.input)
  return JSON.stringify({
    object: 'list',
    data,
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  })
}

/** About a token for four letters, as in English. */
function countTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0)
}
