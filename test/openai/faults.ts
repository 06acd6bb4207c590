/** The ways in which a server can go wrong, by name, for the fake OpenAI server. */
import type { ServerResponse } from 'node:http'
import type { Entry } from './embeddings.ts'

export type Fault = keyof typeof transportFaults | keyof typeof dataFaults

/** What a 429 asks for. */
const RETRY_AFTER_SECONDS = 2
const RETRY_AFTER_MS = 250

const JSON_TYPE = 'application/json'

/** Nothing good comes back. Each gets the body it would have sent, and its type. */
export const transportFaults = {
  rate_limit_seconds: (response: ServerResponse) => rateLimit(response, { 'retry-after': `${RETRY_AFTER_SECONDS}` }),
  rate_limit_ms: (response: ServerResponse) =>
    rateLimit(response, { 'retry-after-ms': `${RETRY_AFTER_MS}`, 'retry-after': '1' }),
  rate_limit_date: (response: ServerResponse) =>
    rateLimit(response, { 'retry-after': new Date(Date.now() + RETRY_AFTER_SECONDS * 1000).toUTCString() }),
  rate_limit_days: (response: ServerResponse) => rateLimit(response, { 'retry-after': '172800' }),
  insufficient_quota: (response: ServerResponse) =>
    sendError(response, 429, {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
      param: null,
    }),
  unauthorized: (response: ServerResponse) =>
    sendError(response, 401, {
      message: 'Incorrect API key provided: sk-ab**********yz.',
      type: 'invalid_request_error',
      code: 'invalid_api_key',
      param: null,
    }),
  forbidden: (response: ServerResponse) =>
    sendError(response, 403, {
      message: 'You have insufficient permissions for this operation.',
      type: 'invalid_request_error',
      code: null,
      param: null,
    }),
  model_not_found: (response: ServerResponse) =>
    sendError(response, 404, {
      message: 'The model `m` does not exist or you do not have access to it.',
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: null,
    }),
  error_500: (response: ServerResponse) => serverError(response, 500),
  error_502: (response: ServerResponse) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
  },
  error_503: (response: ServerResponse) => serverError(response, 503),
  error_529: (response: ServerResponse) => serverError(response, 529),
  /** Takes the request and says nothing, ever. */
  hang: () => {},
  /** Ten bytes a second. */
  drip: (response: ServerResponse, body: string, type: string = JSON_TYPE) => {
    response.writeHead(200, { 'content-type': type })
    let sent = 0
    const timer = setInterval(() => response.write(body.slice(sent, ++sent)), 100)
    response.on('close', () => clearInterval(timer))
  },
  /** Breaks the connection instead of an answer. */
  reset_at_once: (response: ServerResponse) => {
    response.socket?.resetAndDestroy()
  },
  /** Breaks the connection in the middle of the body. */
  reset: (response: ServerResponse, body: string, type: string = JSON_TYPE) => {
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
    response.write(body.slice(0, body.length / 2), () => response.socket?.resetAndDestroy())
  },
  html: (response: ServerResponse) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>Sign in to the guest network</title>')
  },
  cut_json: (response: ServerResponse, body: string) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body.slice(0, body.length / 2))
  },
}

/** A good answer with wrong vectors in it, or good vectors in a strange order. */
export const dataFaults = {
  missing_vector: (entries: Entry[]) => entries.slice(1),
  /** Right, if one goes by `index`. */
  shuffled: (entries: Entry[]) => entries.toReversed(),
  duplicate_index: (entries: Entry[]) => entries.map((entry) => ({ ...entry, index: 0 })),
  wrong_dimension: (entries: Entry[]) => entries.map((entry) => ({ ...entry, floats: entry.floats.slice(1) })),
  /** What a client makes of floats that it takes for base64: https://github.com/openai/openai-node/issues/1542 */
  quarter_zeros: (entries: Entry[]) =>
    entries.map((entry) => ({ ...entry, floats: new Float32Array(entry.floats.length / 4) })),
  zeros: (entries: Entry[]) => spoilLast(entries, () => 0),
  nan: (entries: Entry[]) => spoilLast(entries, (value, i) => (i === 3 ? Number.NaN : value)),
  /** As models do that leave it to the client. */
  not_normalised: (entries: Entry[]) =>
    entries.map((entry) => ({ ...entry, floats: entry.floats.map((value) => value * 17) })),
}

export function sendError(response: ServerResponse, status: number, error: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }))
}

function rateLimit(response: ServerResponse, headers: Record<string, string>): void {
  const error = { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded', param: null }
  sendError(response, 429, error, headers)
}

function serverError(response: ServerResponse, status: number): void {
  sendError(response, status, { message: 'The server had an error.', type: 'server_error', code: null, param: null })
}

/** One bad vector among good ones is the harder case. */
function spoilLast(entries: Entry[], spoil: (value: number, i: number) => number): Entry[] {
  return entries.map((entry, i) => (i < entries.length - 1 ? entry : { ...entry, floats: entry.floats.map(spoil) }))
}
