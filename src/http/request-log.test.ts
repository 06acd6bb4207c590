/** What the log says of a request, and what it must never say. */
import { expect, it } from 'vitest'
import { ADMIN_KEY, aServer, KEYED } from '../../test/fake-http.ts'
import { AppError } from '../errors.ts'
import type { HttpParts } from './parts.ts'

const CANARY = 'canary-7f3a91'
const [QUESTION, EARLIER, SAID, HEADER, FOREIGN] = ['q', 'history', 'answer', 'header', 'unknown'].map(
  (field) => `${CANARY}-${field}`,
)
const ADDRESS = '203.0.113.9'

const from = {
  headers: { 'x-api-key': ADMIN_KEY, 'x-anything': HEADER, referer: `https://x.test/${CANARY}`, cookie: CANARY },
  remoteAddress: ADDRESS,
}

const asked = {
  method: 'POST',
  url: `/ask?token=${CANARY}`,
  payload: { q: QUESTION, history: [{ q: EARLIER, answer: SAID }], [`${CANARY}-a-field-of-theirs`]: FOREIGN },
} as const

interface Line {
  level: number
  msg: string
  [fact: string]: unknown
}

async function linesOf(request: object, parts: Partial<HttpParts> = {}): Promise<Line[]> {
  const lines: string[] = []
  // Everything that is logged at all.
  const logger = { level: 'trace', destination: { write: (line: string) => lines.push(line) } }
  const app = aServer({ keys: KEYED, logger, ...parts })
  await app.inject({ ...from, ...request })
  return lines.map((line) => JSON.parse(line))
}

const requestLines = (lines: readonly Line[]) => lines.filter(({ msg }) => msg === 'request')

it('is one line with the facts', async () => {
  const lines = await linesOf({ method: 'POST', url: '/search', payload: { q: 'Where is the kiln?' } })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    method: 'POST',
    route: '/search',
    status: 200,
    ms: expect.any(Number),
    mode: 'hybrid',
    hits: 1,
    degraded: false,
    reqId: expect.any(String),
    question: expect.stringMatching(/^[0-9a-f]{16}$/),
    question_chars: 18,
  })
})

it('is one line for an error as well, and the error in a line of its own', async () => {
  const lines = await linesOf(asked, { ask: () => Promise.reject(new TypeError('x is not a function')) })
  expect(requestLines(lines)).toMatchObject([{ route: '/ask', status: 500 }])
  const errors = lines.filter(({ level }) => level >= 50)
  expect(errors).toMatchObject([{ msg: 'request failed', err: { type: 'TypeError', message: 'x is not a function' } }])
})

const sqlError = Object.assign(new Error(`invalid input syntax for type integer: "${QUESTION}"`), {
  ...{ code: '22P02', severity: 'ERROR', detail: CANARY, where: CANARY, internalQuery: CANARY },
})
const providerError = Object.assign(new Error(`400 ${QUESTION}`), {
  ...{ status: 400, error: { message: QUESTION }, headers: { authorization: CANARY } },
})

it.each([
  ['an answer', {}],
  ['a bug', { ask: () => Promise.reject(new Error(`cannot read ${QUESTION} after ${EARLIER}: ${SAID}`)) }],
  ['a bug that quotes a part', { ask: () => Promise.reject(new Error(`near ${`${QUESTION}`.slice(0, 13)}`)) }],
  ['a database that repeats values', { ask: () => Promise.reject(sqlError) }],
  ['a provider that repeats the input', { ask: () => Promise.reject(providerError) }],
  ['a cause', { ask: () => Promise.reject(new AppError('upstream', 'The model failed.', { cause: providerError })) }],
])('holds no question, history, header, key or address: %s', async (_what, parts) => {
  const lines = await linesOf(asked, parts as Partial<HttpParts>)
  expect(requestLines(lines)).toHaveLength(1)
  for (const secret of ['canary-', ADMIN_KEY, ADDRESS]) expect(JSON.stringify(lines)).not.toContain(secret)
})

it.each([
  ['a body that is refused', { ...asked, payload: { q: QUESTION, history: CANARY } }],
  [
    'a body that is no JSON',
    { ...asked, payload: `{"q": ${CANARY}`, headers: { ...from.headers, 'content-type': 'application/json' } },
  ],
  ['a key that is not known', { ...asked, headers: { ...from.headers, 'x-api-key': `ap_${CANARY}` } }],
  ['a bearer that is not known', { ...asked, headers: { authorization: `Bearer ${CANARY}` } }],
  ['a path there is none at', { method: 'GET', url: `/${CANARY}` }],
  ['a path that cannot be decoded', { method: 'GET', url: `/%E0%A4%A/${CANARY}` }],
  ['a method that is refused', { method: 'DELETE', url: `/ask?q=${CANARY}` }],
  ['a post', { method: 'GET', url: `/status?post=${CANARY}` }],
  ['a message', { method: 'POST', url: '/ingest', payload: { post_id: CANARY } }],
])('holds none of it for %s', async (_what, request) => {
  const lines = await linesOf(request)
  expect(requestLines(lines)).toHaveLength(1)
  for (const secret of ['canary-', ADMIN_KEY, ADDRESS]) expect(JSON.stringify(lines)).not.toContain(secret)
})
