/**
 * What the library threw, as one of our errors: by class, so that others know whether to try again or to stay away.
 *
 * Providers repeat parts of the prompt and of the key in their messages, so none of their sentences goes any further:
 * into no message, and not into the cause either, for that is logged. Pure.
 */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { readNetworkError } from '../upstream/network-error.ts'
import { readRetryAfter } from '../upstream/retry-after.ts'

export interface Server {
  /** Model and host, for messages. */
  name: string
  host: string
}

/** The library's APIError: an error of HTTP when it has a status, one inside of a stream when it has a body alone. */
const failureSchema = z.object({
  status: z.number().optional(),
  headers: z.instanceof(Headers).optional(),
  error: z.unknown().optional(),
  code: z.unknown().optional(),
  type: z.unknown().optional(),
  param: z.unknown().optional(),
  message: z.string(),
})

export type Failure = z.infer<typeof failureSchema>

/** Null for errors that no server sent. */
export function findFailure(error: unknown): Failure | null {
  if (!(error instanceof Error) || !('status' in error)) return null
  const parsed = failureSchema.safeParse(error)
  return parsed.success && (parsed.data.status !== undefined || parsed.data.error !== undefined) ? parsed.data : null
}

/**
 * @returns AppError with one of the codes `insufficient_quota`, `unauthorized`, `not_found`, `rate_limited`,
 *   `server_error`, `too_long`, `refused`, `unexpected_status`, `bad_answer`, or of upstream/network-error.ts.
 */
export function readFailure(error: unknown, server: Server, now: Date): AppError {
  const failure = findFailure(error)
  if (failure) return readStatus(failure, server.name, now)
  const root = findRoot(error)
  if (root instanceof AppError) return root
  if (root instanceof SyntaxError || root instanceof z.ZodError) return badAnswer(server.name, 'sent a damaged answer')
  const { message, code, retryable } = readNetworkError(root, server.host)
  return new AppError('unavailable', `${server.name} cannot be reached: ${message}`, {
    cause: root,
    retryable,
    ...(code !== undefined && { code }),
  })
}

/** @param what Such as `sent nothing`. */
export function badAnswer(name: string, what: string): AppError {
  return new AppError('upstream', `${name} ${what}.`, { code: 'bad_answer', retryable: true })
}

function readStatus(failure: Failure, name: string, now: Date): AppError {
  const { status } = failure
  const cause = new Error(describe(failure))
  const lasting = (message: string, code: string) => new AppError('upstream', `${name} ${message}`, { code, cause })
  if (isQuota(failure)) return lasting('has no quota left: check plan and billing.', 'insufficient_quota')
  if (status === 401 || status === 403)
    return lasting(`refuses the key (${status}): check OPENAI_API_KEY.`, 'unauthorized')
  if (status === 404 || status === 405 || failure.code === 'model_not_found')
    return lasting('does not exist: check ANSWER_MODEL and OPENAI_BASE_URL.', 'not_found')
  const isRate = status === 429 || failure.code === 'rate_limit_exceeded'
  if (isRate || status === undefined || status >= 500 || status === 408 || status === 409) {
    const message = isRate ? 'is asked too often.' : `failed (${status ?? 'while it was answering'}).`
    return new AppError('unavailable', `${name} ${message}`, {
      code: isRate ? 'rate_limited' : 'server_error',
      cause,
      retryable: true,
      retryAfterSeconds: readRetryAfter(Object.fromEntries(failure.headers ?? []), now),
    })
  }
  if (isTooLong(failure))
    return lasting('takes fewer tokens than the prompt has: choose another ANSWER_MODEL.', 'too_long')
  const isRefusal = status === 400 || status === 413 || status === 422
  return lasting(`refused (${describe(failure)}).`, isRefusal ? 'refused' : 'unexpected_status')
}

/** Comes with 429 like a rate limit, sometimes with a Retry-After of days, and no waiting ever heals it. */
function isQuota({ code, type }: Failure): boolean {
  return [code, type].some((word) => word === 'insufficient_quota' || word === 'billing_hard_limit_reached')
}

function isTooLong({ code, message }: Failure): boolean {
  return code === 'context_length_exceeded' || /maximum context length|context (length|window|size)/i.test(message)
}

/** Status and the machine's words: short ones without spaces, in which nobody can be quoted. */
function describe({ status, code, type, param }: Failure): string {
  const words = Object.entries({ code, type, param }).flatMap(([name, word]) =>
    typeof word === 'string' && /^[\w.[\]-]{1,60}$/.test(word) && !word.startsWith('sk-') ? [`${name} ${word}`] : [],
  )
  return [`${status ?? 'in the stream'}`, ...words].join(', ')
}

/** The library wraps what fetch threw, and fetch wraps what the connection threw. */
function findRoot(error: unknown): unknown {
  let root = error
  while (root instanceof Error && root.cause instanceof Error && !(root instanceof AppError)) root = root.cause
  return root
}
