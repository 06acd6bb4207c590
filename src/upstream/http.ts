/**
 * One HTTP request to somebody else's server, with a deadline, a size cap and an address guard.
 *
 * Connections are kept. Redirects are never followed here: a caller that wants to follow one checks it first.
 * What a status means is the caller's business too.
 */
import { lookup as dnsLookup, type LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Agent, type Dispatcher } from 'undici'
import { AppError, codeOf, messageOf } from '../errors.ts'
import { isForbiddenAddress } from './address.ts'

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

export interface HttpOptions {
  /** Hosts the operator named himself: these may stand in a private network. */
  trustedHosts?: readonly string[]
  /** Connections kept to one host. Default 8. */
  connections?: number
}

const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 10_000

const decoders: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

export function openHttp(options: HttpOptions = {}): HttpClient {
  const trusted = new Set((options.trustedHosts ?? []).map((host) => host.toLowerCase()))
  const agent = new Agent({
    connections: options.connections ?? 8,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(trusted) },
    // Our own timer bounds the whole exchange; undici's would fire in between with another error.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return {
    send: (request) => send(agent, trusted, request),
    close: () => agent.close(),
  }
}

async function send(agent: Agent, trusted: ReadonlySet<string>, request: HttpRequest): Promise<HttpResponse> {
  const url = parseHttpUrl(request.url)
  // A literal address never reaches the lookup below, so it is checked here.
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) && isForbiddenAddress(url.hostname, trusted.has(url.hostname))) {
    throw forbidden(url.hostname)
  }
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
    throw classify(error, url.host)
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

/** Checks every address a name resolves to at the moment of connecting, so that rebinding has no gap to use. */
function guardedLookup(trusted: ReadonlySet<string>): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const bad = addresses.find(({ address }) => isForbiddenAddress(address, trusted.has(hostname.toLowerCase())))
      if (bad) return callback(forbidden(hostname), '', 0)
      if (options.all) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

function forbidden(host: string): AppError {
  const message = `${host} is an address inside a private network, which a site on the internet must not lead us to.`
  return new AppError('forbidden', message, { code: 'address' })
}

function tooLarge(host: string, maxBytes: number): AppError {
  return new AppError('too_large', `${host} sent more than ${Math.round(maxBytes / 1024 / 1024)} MiB in one answer.`)
}

function classify(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  const say = (what: string, name: string) =>
    new AppError('upstream', `${host}: ${what}.`, { cause: error, retryable: true, code: name })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say('the name cannot be resolved', 'dns')
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return say('no connection within 10 s', 'connect')
  if (/CERT|TLS|SSL|LEAF_SIGNATURE/.test(code)) return say(`the secure connection failed (${messageOf(error)})`, 'tls')
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return say('the connection was refused', 'connect')
  return say(`the connection broke (${messageOf(error)})`, 'reset')
}
