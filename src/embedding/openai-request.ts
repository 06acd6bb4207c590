/** Sends one batch of texts to `POST {baseUrl}/embeddings`, once. Learns which parameters the server will not have. */
import { AppError } from '../errors.ts'
import type { HttpClient, HttpResponse } from '../upstream/http.ts'
import type { Embedded } from './embedder.ts'
import { readEmbeddings } from './openai-answer.ts'
import { findRefusedParameter, type Parameter, readFailure } from './openai-failure.ts'

export interface EmbeddingServer {
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

const DEFAULT_TIMEOUT_MS = 60_000

/** A float printed in JSON takes up to 25 bytes; twice that, for a server that does not shorten vectors as asked. */
const MAX_BYTES_PER_FLOAT = 50
const MAX_BYTES_BESIDE = 1024 * 1024

/** @returns a function with the promises and errors of `Embedder.embed`, plus the codes of openai-failure.ts. */
export function createEmbeddingRequest(
  server: EmbeddingServer,
): (texts: readonly string[], signal?: AbortSignal) => Promise<Embedded> {
  const url = new URL(server.baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/embeddings`
  const name = `${server.model} at ${url.host}`
  const parameters = new Set<Parameter>(['dimensions', 'encoding_format'])
  // Once they were taken, a later refusal is about something else, whatever words it uses.
  let areProven = false

  const request = async (texts: readonly string[], signal?: AbortSignal): Promise<Embedded> => {
    const sent = new Set(parameters)
    const response = await post(server, { url: url.href, texts, parameters: sent, signal })
    if (response.status === 200) {
      areProven = true
      return readEmbeddings(response.body, { name, count: texts.length, dimensions: server.dimensions })
    }
    const refused = areProven ? null : findRefusedParameter(response, sent)
    if (refused === null) throw readFailure(response, { name, texts }, new Date())
    parameters.delete(refused)
    return request(texts, signal)
  }
  return request
}

interface Post {
  url: string
  texts: readonly string[]
  parameters: ReadonlySet<Parameter>
  signal: AbortSignal | undefined
}

async function post(server: EmbeddingServer, { url, texts, parameters, signal }: Post): Promise<HttpResponse> {
  try {
    return await server.http.send({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(server.apiKey && { authorization: `Bearer ${server.apiKey}` }),
      },
      body: printBody(server, texts, parameters),
      timeoutMs: server.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxBytes: MAX_BYTES_BESIDE + texts.length * server.dimensions * MAX_BYTES_PER_FLOAT,
      signal,
    })
  } catch (error) {
    if (error instanceof AppError && error.kind === 'upstream') throw unreachable(server.model, error)
    throw error
  }
}

function printBody(server: EmbeddingServer, texts: readonly string[], parameters: ReadonlySet<Parameter>): string {
  return JSON.stringify({
    model: server.model,
    // A lone surrogate is no Unicode: strict servers answer 400 to the whole batch.
    input: texts.map((text) => text.toWellFormed()),
    ...(parameters.has('dimensions') && { dimensions: server.dimensions }),
    // A third of the bytes of printed floats, and it becomes a Vector without parsing one number.
    ...(parameters.has('encoding_format') && { encoding_format: 'base64' }),
  })
}

function unreachable(model: string, error: AppError): AppError {
  const { retryable, code } = error
  return new AppError('unavailable', `${model} cannot be reached: ${error.message}`, {
    cause: error,
    retryable,
    ...(code !== undefined && { code }),
  })
}
