/**
 * One HTTP request to somebody else's server, with a deadline, a size cap and an address guard.
 *
 * Connections are kept. Redirects are never followed here: a caller that wants to follow one checks it first.
 * What a status means is the caller's business too.
 */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { AppError } from '../errors.ts'
import { type AgentOptions, type GuardedAgent, openAgent } from './agent.ts'
import { readNetworkError } from './network-error.ts'

export interface HttpRequest {
  url: string
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For the whole exchange, body included. Default 30,000. */
  timeoutMs?: number
  /** Of the body, decoded. Default 32 MiB. */
  maxBytes?: number
  signal?: AbortSignal | undefined
}

export interface HttpResponse {
  status: number
  /** Lower-case names; repeated headers joined by a comma. */
  headers: Record<string, string>
  /** Decoded from gzip, deflate or brotli. */
  body: Buffer
  ms: number
}

export interface HttpClient {
  /**
   * Answers with any status, redirects included.
   *
   * @throws AppError `upstream` (code `dns`, `connect`, `tls`, `reset`, `decode`), `timeout`, `too_large`, or
   *   `forbidden` (code `address`) for an address we must not call. `retryable` tells whether to try again.
   */
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024

const decoders: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

export function openHttp(options: AgentOptions = {}): HttpClient {
  const guarded = openAgent(options)
  return {
    send: (request) => send(guarded, request),
    close: () => guarded.agent.close(),
  }
}

async function send({ agent, checkHost }: GuardedAgent, request: HttpRequest): Promise<HttpResponse> {
  const url = parseHttpUrl(request.url)
  checkHost(url)
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline
  const startedAt = performance.now()
  try {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      headers: { 'accept-encoding': 'gzip, br', ...request.headers },
      body: request.body ?? null,
      signal,
    })
    const headers = flatten(answer.headers)
    const raw = await readBody(answer.body, maxBytes, url.host)
    const body = await decode(raw, headers['content-encoding'], maxBytes, url.host)
    return { status: answer.statusCode, headers, body, ms: performance.now() - startedAt }
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason
    if (deadline.aborted) {
      const seconds = Math.round(timeoutMs / 1000)
      throw new AppError('timeout', `${url.host} did not answer within ${seconds} s.`, {
        cause: error,
        retryable: true,
      })
    }
    throw readNetworkError(error, url.host)
  }
}

function parseHttpUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('invalid_input', `Not an http or https address: ${text}`)
  }
  return url
}

async function readBody(body: Dispatcher.ResponseData['body'], maxBytes: number, host: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > maxBytes) throw tooLarge(host, maxBytes)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function decode(raw: Buffer, encoding: string | undefined, maxBytes: number, host: string): Promise<Buffer> {
  if (!encoding || encoding === 'identity' || raw.length === 0) return raw
  const decoder = decoders[encoding.trim().toLowerCase()]
  try {
    if (decoder) return await decoder(raw, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(host, maxBytes)
    throw new AppError('upstream', `${host} sent a damaged compressed body.`, {
      cause: error,
      retryable: true,
      code: 'decode',
    })
  }
  throw new AppError('upstream', `${host} used an encoding we did not ask for: ${encoding}.`, { code: 'decode' })
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

function tooLarge(host: string, maxBytes: number): AppError {
  return new AppError('too_large', `${host} sent more than ${Math.round(maxBytes / 1024 / 1024)} MiB in one answer.`)
}
