/** S19, S20, S21: whatever is asked and whatever goes wrong, answers are as described, and tell nothing of the inside. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError, type ErrorKind } from '../../src/errors.ts'
import { API_KEY, aServer, KEYED, someIngest } from '../fake-http.ts'
import { report, size } from './size.ts'

const INSIDE = /select |insert |\bat \/|\/src\/|\.ts:\d|node_modules|postgres|sk-secret|ECONN|Error:|\bstack\b/i

/** As they come from drivers, libraries and our own mistakes. */
function faults(): unknown[] {
  const text = 'select secret from keys where hash = sk-secret at /srv/app/src/store/keys.ts:12'
  const kinds: ErrorKind[] = ['invalid_config']
  return [
    ...[new Error(text), new TypeError(text), new RangeError(text), new SyntaxError(text), text, null, undefined, 42],
    ...['42601', '42P01', '22P02', '23505', '57014', '40001', '53300', '08006', 'XX000'].map((code) =>
      Object.assign(new Error(text), { code, detail: text, where: text, routine: 'exec', schema: 'public' }),
    ),
    ...['ECONNREFUSED', 'ENOENT', 'EACCES', 'ENOSPC', 'ETIMEDOUT', 'EPIPE'].map((code) =>
      Object.assign(new Error(text), { code, path: '/srv/app/src', syscall: 'open' }),
    ),
    ...kinds.map((kind) => new AppError(kind, text)),
    Object.assign(new Error(text), { statusCode: 418 }),
    Object.assign(new Error(text), { status: 200, expose: true }),
    Object.assign(new Error(text), { toJSON: () => ({ text }) }),
    new AggregateError([new Error(text)], text),
    new Error(text, { cause: new Error(text) }),
    { message: text, stack: text },
    Symbol('x'),
  ]
}

describe('S19 a fault inside', () => {
  it.each(faults().map((fault, n) => [n, fault] as const))(
    '(%i) is a problem that tells nothing of it',
    async (_n, fault) => {
      const fail = async () => {
        throw fault
      }
      const app = aServer({ search: fail, ask: fail, status: fail, ingest: someIngest({ fetchPosts: fail }) })
      const requests = [
        app.inject({ method: 'POST', url: '/search', payload: { q: 'x' } }),
        app.inject({ method: 'POST', url: '/ask', payload: { q: 'x' } }),
        app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', stream: true } }),
        app.inject({ method: 'POST', url: '/ingest', payload: { post_id: 1 } }),
        app.inject('/status'),
      ]
      for (const { statusCode, headers, body } of await Promise.all(requests)) {
        expect([statusCode, headers['content-type']]).toEqual([500, 'application/problem+json'])
        expect(body).not.toMatch(INSIDE)
      }
    },
  )
})

it('S20 no body that anybody could send is a fault of ours, and every answer is as described', async () => {
  const app = aServer({ keys: KEYED })
  /** Mostly what is asked for, so that more than the first check is met. */
  const mostly = (good: fc.Arbitrary<unknown>) =>
    fc.oneof({ arbitrary: good, weight: 4 }, { arbitrary: fc.jsonValue(), weight: 1 })
  const filters = fc.record(
    {
      type: mostly(fc.array(fc.string({ minLength: 1, maxLength: 9 }))),
      after: mostly(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
      ),
    },
    { requiredKeys: [] },
  )
  const known = fc.record(
    {
      q: mostly(fc.oneof(fc.string(), fc.string({ unit: 'binary' }))),
      k: mostly(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.double())),
      mode: mostly(fc.constantFrom('hybrid', 'vector', 'keyword')),
      site: mostly(fc.string()),
      filters: mostly(filters),
      history: mostly(fc.array(fc.record({ q: fc.string(), answer: fc.string() }))),
      stream: mostly(fc.boolean()),
      post_id: mostly(fc.integer()),
      post_ids: mostly(fc.array(fc.integer({ min: 1, max: 9 }))),
    },
    { requiredKeys: ['q', 'post_id'] },
  )
  const payload = fc.oneof(
    { arbitrary: known.map((body) => JSON.stringify(body)), weight: 6 },
    { arbitrary: fc.json(), weight: 2 },
    { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
  )
  const runs = size(1_500, 100_000)
  const counts: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/search', '/ask', '/ingest'), payload, async (url, body) => {
      const headers = { 'content-type': 'application/json', 'x-api-key': API_KEY }
      const { statusCode } = await app.inject({ method: 'POST', url, headers, payload: body })
      counts[statusCode] = (counts[statusCode] ?? 0) + 1
      expect(statusCode).toBeLessThan(500)
    }),
    { numRuns: runs },
  )
  report(`S20: ${runs} requests by status ${JSON.stringify(counts)}`)
  expect(counts['200']).toBeGreaterThan(runs / 100)
})

it('S21 every route sends its headers, and answers under a key are stored by nobody', async () => {
  const app = aServer({ keys: KEYED })
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, Record<string, unknown>> }>()
  const requests = Object.entries(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase() as 'GET', url })),
  )
  for (const request of [
    ...requests,
    { method: 'GET' as const, url: '/nowhere' },
    { method: 'GET' as const, url: '/%zz' },
  ]) {
    for (const headers of [{}, { 'x-api-key': API_KEY }]) {
      const response = await app.inject({ ...request, headers })
      const seen = response.headers
      expect(seen['x-content-type-options'], request.url).toBe('nosniff')
      expect(seen['content-security-policy'], request.url).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(seen['vary'], request.url).toBe('Origin')
      expect(seen).not.toHaveProperty('server')
      expect(seen).not.toHaveProperty('x-powered-by')
      // The page and its files are the same for everybody.
      const isPage = ['/', '/docs'].includes(request.url)
      expect(seen['cache-control'], request.url).toBe(isPage ? 'no-cache' : 'private, no-store')
    }
  }
})
