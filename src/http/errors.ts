/**
 * The one place where an error becomes an HTTP answer: problem+json (RFC 9457) with a short `error` code.
 *
 * An AppError keeps its message, which is written to be shown. Whatever else is thrown is a bug: it is logged whole
 * and answered with a fixed sentence, so that no SQL, path or stack leaves the house.
 */
import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, codeOf, type ErrorKind } from '../errors.ts'

/** What a client is told, before it is tied to one request. */
export interface Problem {
  status: number
  /** A short, stable code: the promise of docs/api.md. */
  error: string
  detail: string
  retryAfterSeconds?: number | undefined
  /** Beside `error`, for who reads the end of a stream: its status was sent long ago, and no header can follow. */
  code?: string
  isRetryable?: boolean
  /** A URI that registers this kind of problem; `about:blank` unless there is one. */
  type?: string
  /** Names of the limits that a request was over. */
  violatedPolicies?: readonly string[]
}

interface Meaning {
  status: number
  error: string
}

const INTERNAL: Problem = {
  status: 500,
  error: 'internal',
  detail: 'Something went wrong on our side. The log has the details under the request id.',
}

const MEANINGS: Record<ErrorKind, Meaning> = {
  invalid_config: { status: 500, error: 'internal' },
  invalid_input: { status: 400, error: 'invalid_request' },
  unauthorized: { status: 401, error: 'unauthorized' },
  forbidden: { status: 403, error: 'forbidden' },
  not_found: { status: 404, error: 'not_found' },
  conflict: { status: 409, error: 'conflict' },
  too_large: { status: 413, error: 'too_large' },
  rate_limited: { status: 429, error: 'rate_limited' },
  // What we depend on is not the client's business: whether it cannot be reached or fails, we are unavailable.
  upstream: { status: 503, error: 'unavailable' },
  unavailable: { status: 503, error: 'unavailable' },
  timeout: { status: 504, error: 'timeout' },
}

/** Codes of an AppError that clients see in place of the code of its kind. The others are for our logs. */
const PUBLIC_CODES = new Set(['missing q'])

/** This process is going away, and another answers. */
const SHUTTING_DOWN = 'shutting_down'

/** Errors Fastify makes itself, by its code: https://fastify.dev/docs/latest/Reference/Errors/ */
const FASTIFY_PROBLEMS: Record<string, Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    error: 'too_large',
    detail: 'The body is larger than 16 KiB, or 32 KiB for /ingest.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    error: 'unsupported_media_type',
    detail: 'Send JSON with the header Content-Type: application/json.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, error: 'invalid_request', detail: 'The body is not valid JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    error: 'invalid_request',
    detail: 'The body is not as long as Content-Length says.',
  },
  FST_ERR_BAD_URL: { status: 400, error: 'invalid_request', detail: 'The path of the URL cannot be decoded.' },
}

/** Answers every error that reaches Fastify, and every path there is no route for. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, { status: 404, error: 'not_found', detail: 'There is nothing at this path.' }),
  )
}

/** Logs what the operator has to know of an error and sends the client what it may know. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error)
  if (reply.raw.destroyed) request.facts['aborted'] = true
  else if (problem.status >= 500) request.log.error({ err: error }, 'request failed')
  return sendProblem(request, reply, problem)
}

/** What a client may know of anything thrown. Pure. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof AppError)) return FASTIFY_PROBLEMS[codeOf(error)] ?? INTERNAL

  const meaning = MEANINGS[error.kind]
  if (meaning.error === 'internal') return INTERNAL
  const code = error.code !== undefined && PUBLIC_CODES.has(error.code) ? error.code : meaning.error
  const problem = {
    status: meaning.status,
    error: code,
    detail: error.message,
    retryAfterSeconds: error.retryAfterSeconds,
  }
  return error.code === SHUTTING_DOWN ? { ...problem, code: SHUTTING_DOWN, isRetryable: error.retryable } : problem
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="askpress"')
  if (problem.retryAfterSeconds !== undefined) {
    reply.header('retry-after', Math.max(1, Math.ceil(problem.retryAfterSeconds)))
  }
  // As bytes: behind the type of a text Fastify would put a charset, which problem+json does not have.
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problemJson(problem, request.id))))
}

/** The members of RFC 9457. The type is mostly `about:blank`: `error` says more than a page about it would. */
export function problemJson(problem: Problem, requestId: string): Record<string, unknown> {
  return {
    type: problem.type ?? 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.detail,
    instance: `urn:uuid:${requestId}`,
    error: problem.error,
    ...(problem.code && { code: problem.code, retryable: problem.isRetryable }),
    ...(problem.violatedPolicies && { 'violated-policies': problem.violatedPolicies }),
  }
}
