/** What a status other than 200 means: which parameter, batch or text is refused, and whether to try again. Pure. */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { scrub } from '../scrub.ts'
import type { HttpResponse } from '../upstream/http.ts'
import { readRetryAfter } from '../upstream/retry-after.ts'

/** Parameters that compatible servers may not know. */
export type Parameter = 'dimensions' | 'encoding_format'

/** OpenAI's shape; compatible servers leave parts out, or send `error`, `message` or `detail` as a plain string. */
const errorSchema = z.union([
  z.object({
    error: z.object({
      message: z.string(),
      code: z.unknown().optional(),
      type: z.unknown().optional(),
      param: z.unknown().optional(),
    }),
  }),
  z.object({ error: z.string() }).transform(({ error }) => ({ error: { message: error } })),
  z.object({ message: z.string() }).transform(({ message }) => ({ error: { message } })),
  z.object({ detail: z.unknown() }).transform(({ detail }) => ({ error: { message: JSON.stringify(detail) } })),
])

interface Reason {
  message: string
  code?: unknown
  type?: unknown
  param?: unknown
}

/** Long enough for every sentence of OpenAI's, too short for a page of HTML. */
const MAX_MESSAGE = 300

/** The parameter of ours that a 400 or 422 names as the reason; null when it names none. */
export function findRefusedParameter(response: HttpResponse, sent: ReadonlySet<Parameter>): Parameter | null {
  if (response.status !== 400 && response.status !== 422) return null
  const { message, param } = readReason(response)
  for (const parameter of sent) {
    if (param === parameter || message.includes(parameter)) return parameter
  }
  return null
}

export interface Asked {
  /** Model and server. */
  name: string
  /** What was sent: a server that repeats it must not bring it into logs and reports. */
  texts: readonly string[]
}

/**
 * @returns AppError with one of the codes `insufficient_quota`, `rate_limited`, `unauthorized`, `not_found`,
 *   `batch_too_large`, `text_refused`, `server_error`, `unexpected_status`.
 */
export function readFailure(response: HttpResponse, { name, texts }: Asked, now: Date): AppError {
  const reason = readReason(response)
  const { status } = response
  const saying = `${status}: ${scrub(reason.message, texts)}`
  if (isQuota(reason)) {
    return new AppError('upstream', `${name} has no quota left: check plan and billing.`, {
      code: 'insufficient_quota',
    })
  }
  if (status === 401 || status === 403) {
    // The server's words may repeat part of the key.
    return new AppError('upstream', `${name} refuses the key (${status}): check OPENAI_API_KEY.`, {
      code: 'unauthorized',
    })
  }
  if (status === 404 || reason.code === 'model_not_found') {
    const message = `${name} does not exist (${saying}). Check EMBED_MODEL and OPENAI_BASE_URL.`
    return new AppError('upstream', message, { code: 'not_found' })
  }
  if (status === 429)
    return passing(`${name} is asked too often (${saying}).`, 'rate_limited', readRetryAfter(response.headers, now))
  if (status >= 500 || status === 408 || status === 409) {
    return passing(`${name} failed (${saying}).`, 'server_error', readRetryAfter(response.headers, now))
  }
  return new AppError('upstream', `${name} refused (${saying}).`, { code: refusalCode(status, reason) })
}

function readReason({ body }: HttpResponse): Reason {
  const text = body.toString('utf8')
  const parsed = errorSchema.safeParse(parseJson(text))
  const reason: Reason = parsed.success ? parsed.data.error : { message: text }
  return { ...reason, message: reason.message.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Proxies answer in HTML: then the text is all there is to say.
    return null
  }
}

/** Comes with 429 like a rate limit, sometimes with a Retry-After of days, and no waiting ever heals it. */
function isQuota({ code, type }: Reason): boolean {
  return [code, type].some((word) => word === 'insufficient_quota' || word === 'billing_hard_limit_reached')
}

function refusalCode(status: number, reason: Reason): string {
  if (isBatchTooLarge(status, reason)) return 'batch_too_large'
  // Redirects and the like say nothing about the texts.
  return status === 400 || status === 413 || status === 422 ? 'text_refused' : 'unexpected_status'
}

/**
 * OpenAI: `array_above_max_length`, `max_tokens_per_request`. Text Embeddings Inference: "batch size 64 > maximum
 * allowed batch size 32". But a 413 that speaks of the tokens of an input is about that one text.
 */
function isBatchTooLarge(status: number, { message, code }: Reason): boolean {
  if (code === 'array_above_max_length' || code === 'max_tokens_per_request') return true
  if (/\bbatch|\barray too long|too many (inputs|texts|items)|tokens per request/i.test(message)) return true
  return status === 413 && !/token/i.test(message)
}

function passing(message: string, code: string, retryAfterSeconds: number | undefined): AppError {
  return new AppError('unavailable', message, { code, retryable: true, retryAfterSeconds })
}
