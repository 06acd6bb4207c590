import { APIConnectionError, APIError } from 'openai'
import { describe, expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { findFailure, readFailure } from './failure.ts'

const NOW = new Date('2026-01-02T03:04:05Z')
const SERVER = { name: 'm at host', host: 'host' }

const read = (error: unknown) => readFailure(error, SERVER, NOW)

/** As the library makes it of an answer. */
const anApiError = (status: number, body: object = {}, headers: Record<string, string> = {}) =>
  APIError.generate(status, { error: body }, undefined, new Headers(headers))

it.each([
  ['an unknown model', 404, { code: 'model_not_found' }, 'not_found'],
  ['an unknown interface', 405, {}, 'not_found'],
  ['a spent quota', 429, { code: 'insufficient_quota' }, 'insufficient_quota'],
  ['a spent quota, by its type', 429, { type: 'insufficient_quota' }, 'insufficient_quota'],
  ['a billing limit', 400, { code: 'billing_hard_limit_reached' }, 'insufficient_quota'],
  ['a rate limit', 429, {}, 'rate_limited'],
  ['a wrong key', 401, {}, 'unauthorized'],
  ['a forbidden region', 403, {}, 'unauthorized'],
  ['an overloaded server', 529, {}, 'server_error'],
  ['too long a prompt', 400, { code: 'context_length_exceeded' }, 'too_long'],
  ['too long a prompt, as vLLM says it', 400, { message: 'maximum context length is 4096 tokens' }, 'too_long'],
  ['a bad request', 400, {}, 'refused'],
  ['a redirect', 302, {}, 'unexpected_status'],
])('understands %s', (_, status, body, code) => {
  expect(read(anApiError(status, body))).toMatchObject({ code })
})

it('tries again only what may heal', () => {
  const isRetryable = (status: number) => read(anApiError(status)).retryable
  expect([408, 409, 429, 500, 502, 503, 504, 529].map(isRetryable)).toEqual(Array(8).fill(true))
  expect([302, 400, 401, 403, 404, 413, 422].map(isRetryable)).toEqual(Array(7).fill(false))
})

it.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, 0.25],
  [{ 'retry-after': 'Fri, 02 Jan 2026 03:04:35 GMT' }, 30],
  [{}, undefined],
])('hands on how long the server wants to be left alone: %j', (headers, seconds) => {
  expect(read(anApiError(503, {}, headers)).retryAfterSeconds).toBe(seconds)
})

describe('an error inside of a stream', () => {
  it.each([
    [{ code: 'rate_limit_exceeded' }, 'rate_limited'],
    [{ code: 'insufficient_quota' }, 'insufficient_quota'],
    [{ message: 'boom' }, 'server_error'],
  ])('%j', (body, code) => {
    expect(read(new APIError(undefined, body, undefined, undefined))).toMatchObject({ code })
  })
})

it('names codes and parameters, for whoever runs it, and repeats no sentence', () => {
  const { message, cause } = read(
    anApiError(400, {
      message: 'Your key sk-secret said: TOP SECRET',
      code: 'invalid_value',
      param: 'messages[1].content',
    }),
  )
  expect(message).toBe('m at host refused (400, code invalid_value, param messages[1].content).')
  expect(`${cause}`).not.toMatch(/SECRET|sk-/)
})

it('takes no sentence for a code', () => {
  expect(read(anApiError(400, { code: 'a whole sentence', type: 'sk-abc' })).message).toBe('m at host refused (400).')
})

it('finds what stands behind a failed connection', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const wrapped = new APIConnectionError({ cause: new TypeError('fetch failed', { cause: refused }) })
  expect(read(wrapped)).toMatchObject({ kind: 'unavailable', code: 'connect', retryable: true })
  expect(findFailure(wrapped)).toBeNull()
  const guarded = new AppError('forbidden', 'no', { code: 'address' })
  expect(read(new APIConnectionError({ cause: new TypeError('fetch failed', { cause: guarded }) }))).toBe(guarded)
})
