/**
 * What an HTTP answer of a WordPress site means: WordPress's own word (a reply), or a failure of something around it (thrown).
 *
 * Decided by the body, not by the Content-Type, which hosts and cache plugins get wrong.
 */
import type { AppError } from '../errors.ts'
import type { HttpResponse } from '../upstream/http.ts'
import { readRetryAfter } from '../upstream/retry-after.ts'
import { type FailureCode, failure } from './failures.ts'
import { type ParsedJson, parseJson } from './json.ts'
import { recordOf, textOf } from './shapes.ts'

/** An answer that WordPress itself wrote. */
export interface Reply {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  json: unknown
  /** Cut out of a body that held more: may add and update, may never prove that something is gone. */
  isSalvaged: boolean
  /** A cache answered, in spite of our cache-buster. */
  isCached: boolean
  ms: number
  /** WordPress said no, in its own words; null when it did what we asked. */
  refusal: Refusal | null
}

export interface Refusal {
  /** Such as `rest_post_invalid_id`; `http_410` when there was none. */
  code: string
  message: string
  /** What is wrong with which parameter. */
  params: Record<string, unknown>
}

/** Longer than this we come back by schedule, whatever a site asks for: one was seen to ask for 999,999 s. */
const MAX_RETRY_AFTER_SECONDS = 15 * 60

/**
 * @param host For the messages.
 * @throws AppError `upstream`, its code one of failures.ts
 */
export function readReply(response: HttpResponse, host: string, now: Date): Reply {
  const parsed = parseJson(response.body)
  const retryAfterSeconds = readRetryAfter(response.headers, now, MAX_RETRY_AFTER_SECONDS)
  const code = findFailure(response, parsed)
  if (code) throw failure(code, host, { retryAfterSeconds, detail: `status ${response.status}` })
  return {
    status: response.status,
    headers: response.headers,
    json: parsed.kind === 'json' ? parsed.value : null,
    isSalvaged: parsed.kind === 'json' && parsed.isSalvaged,
    isCached: isCached(response.headers),
    ms: response.ms,
    refusal: response.status < 400 ? null : refusalOf(response.status, parsed),
  }
}

/** How many rows a listing has in all; null when the header is lost on the way. */
export function totalOf({ headers }: Reply): number | null {
  const total = Number(headers['x-wp-total'] ?? Number.NaN)
  return Number.isInteger(total) ? total : null
}

/** Answers inside an `_envelope=1` carry their real status and headers in the body. */
export function openEnvelope(reply: Reply): Reply {
  const envelope = recordOf(reply.json)
  const status = Number(envelope?.['status'])
  if (!envelope || !('body' in envelope) || !('headers' in envelope) || !Number.isInteger(status)) return reply
  const json = envelope['body']
  // PHP prints no headers at all as `[]`.
  const headers = recordOf(envelope['headers']) ?? {}
  return {
    ...reply,
    status,
    json,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
    refusal: status < 400 ? null : refusalOf(status, { kind: 'json', value: json, isSalvaged: false }),
  }
}

/** What a refusal means when we cannot go on without the answer. */
export function refusalError(refusal: Refusal, status: number, host: string): AppError {
  const detail = refusal.code
  if (/rest_disabled|rest_api_disabled/.test(refusal.code)) return failure('rest_disabled', host, { detail })
  if (refusal.code === 'rest_no_route') return failure('no_route', host, { detail })
  if (status === 401 || status === 403) return failure('auth_blocked', host, { detail })
  return failure('refused', host, { detail: [detail, refusal.message].filter((part) => part !== '').join(': ') })
}

const CHALLENGE =
  /just a moment\.\.\.|cf-chl-|sgcaptcha|attention required! \| cloudflare|_incapsula_resource|sucuri website firewall/i

function findFailure({ status, headers, body }: HttpResponse, parsed: ParsedJson): FailureCode | null {
  if ('cf-mitigated' in headers || 'x-vercel-mitigated' in headers) return 'blocked'
  const isJson = parsed.kind === 'json'
  const page = isJson ? '' : body.toString('utf8', 0, 20_000)
  if (CHALLENGE.test(page)) return 'blocked'
  if (status === 429) return 'throttled'
  if (status >= 500) return serverFailure(status, headers, body.toString('utf8', 0, 20_000))
  // Gone is gone, whoever says it: redirection plugins and caches answer 410 with a page.
  if (isJson || status === 410) return null
  if (status === 401 || status === 407) return 'auth_blocked'
  if (status === 403 || status === 406) return 'blocked'
  if (status === 404 || status === 405) return 'rest_disabled'
  if (status >= 400) return 'refused'
  return parsed.kind === 'truncated' || body.length === 0 ? 'truncated' : 'not_json'
}

function serverFailure(status: number, headers: Record<string, string>, text: string): FailureCode {
  if (/error establishing a database connection|<title>database error/i.test(text)) return 'database'
  if (status === 503 && ('retry-after' in headers || /maintenance/i.test(text))) return 'maintenance'
  if (/critical error/i.test(text)) return 'critical_error'
  return status === 500 || status === 501 || status === 503 ? 'server_error' : 'gateway'
}

function refusalOf(status: number, parsed: ParsedJson): Refusal {
  const content = parsed.kind === 'json' ? recordOf(parsed.value) : null
  const code = content?.['code']
  return {
    code: typeof code === 'string' && code !== '' ? code : `http_${status}`,
    message: textOf(content?.['message']),
    params: recordOf(recordOf(content?.['data'])?.['params']) ?? {},
  }
}

function isCached(headers: Record<string, string>): boolean {
  if (Number(headers['age']) > 0) return true
  return ['cf-cache-status', 'x-cache', 'x-litespeed-cache', 'x-proxy-cache'].some((name) =>
    /\bhit\b/i.test(headers[name] ?? ''),
  )
}
