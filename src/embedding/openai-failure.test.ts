import { expect, it } from 'vitest'
import { findRefusedParameter, readFailure } from './openai-failure.ts'

const now = new Date('2026-01-02T03:04:05Z')

const aResponse = (status: number, body: object | string, headers = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  ms: 1,
})

const openAiError = (message: string, code: string | null = null, param: string | null = null) => ({
  error: { message, type: 'invalid_request_error', code, param },
})

it.each([
  ['OpenAI, too many texts', 400, openAiError('…', 'array_above_max_length'), 'batch_too_large'],
  [
    'OpenAI, too many tokens',
    400,
    openAiError('Requested 350000 tokens.', 'max_tokens_per_request'),
    'batch_too_large',
  ],
  ['OpenAI, one long text', 400, openAiError("This model's maximum context length is 8192 tokens."), 'text_refused'],
  ['OpenAI, unknown model', 404, openAiError('The model `x` does not exist.', 'model_not_found'), 'not_found'],
  [
    'TEI, batch',
    422,
    { error: 'batch size 64 > maximum allowed batch size 32', error_type: 'Validation' },
    'batch_too_large',
  ],
  ['TEI, text', 413, { error: '`inputs` must have less than 512 tokens. Given: 1024' }, 'text_refused'],
  ['a proxy, body', 413, '<html>413 Request Entity Too Large</html>', 'batch_too_large'],
  ['FastAPI', 422, { detail: [{ loc: ['body', 'input'], msg: 'field required' }] }, 'text_refused'],
  ['a redirect', 301, '', 'unexpected_status'],
  ['a plain message', 500, { message: 'out of memory' }, 'server_error'],
  ['an overloaded server', 529, '', 'server_error'],
  ['a proxy, no key', 403, '<html>Forbidden</html>', 'unauthorized'],
  ['quota by type', 429, { error: { message: 'no', type: 'insufficient_quota' } }, 'insufficient_quota'],
])('understands %s', (_, status, body, code) => {
  expect(readFailure(aResponse(status, body), { name: 'm at host', texts: [] }, now)).toMatchObject({ code })
})

it('tries again only what may heal', () => {
  const isRetryable = (status: number) =>
    readFailure(aResponse(status, ''), { name: 'm at host', texts: [] }, now).retryable
  expect([408, 409, 429, 500, 502, 503, 504, 529].map(isRetryable)).toEqual(Array(8).fill(true))
  expect([301, 400, 401, 403, 404, 413, 422].map(isRetryable)).toEqual(Array(7).fill(false))
})

it('hands on how long the server wants to be left alone', () => {
  const response = aResponse(503, '', { 'retry-after': 'Fri, 02 Jan 2026 03:04:35 GMT' })
  expect(readFailure(response, { name: 'm at host', texts: [] }, now).retryAfterSeconds).toBe(30)
})

it('says who failed and in which words, but not in pages of them', () => {
  const { message } = readFailure(
    aResponse(500, `<html>\n${'very '.repeat(5000)}`),
    { name: 'bge-m3 at host:80', texts: [] },
    now,
  )
  expect(message).toMatch(/^bge-m3 at host:80 failed \(500: <html> very very/)
  expect(message.length).toBeLessThan(400)
})

it.each([
  [400, openAiError('This model does not support specifying dimensions.'), 'dimensions'],
  [400, openAiError('Unsupported.', null, 'encoding_format'), 'encoding_format'],
  [422, { detail: [{ loc: ['body', 'encoding_format'], msg: 'extra fields not permitted' }] }, 'encoding_format'],
  [400, openAiError('Too long.'), null],
  [500, openAiError('dimensions'), null],
])('finds in a %d with %j the refused parameter %s', (status, body, parameter) => {
  expect(findRefusedParameter(aResponse(status, body), new Set(['dimensions', 'encoding_format']))).toBe(parameter)
})

it('finds no parameter that was not sent', () => {
  expect(findRefusedParameter(aResponse(400, openAiError('dimensions')), new Set())).toBeNull()
})

it('does not bring into the message what was sent and is sent back', () => {
  const text = 'The kiln in the cellar belongs to nobody.'
  const body = openAiError(`invalid input: ["${text.slice(0, 30)}`)
  const { message } = readFailure(aResponse(500, body), { name: 'm at host', texts: [text] }, now)
  expect(message).toBe('m at host failed (500: invalid input: ["[…]).')
})
