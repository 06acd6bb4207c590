import { expect, it } from 'vitest'
import { ADMIN_KEY, API_KEY, aServer, KEYED } from '../../../test/fake-http.ts'
import { openMetrics } from '../../metrics/metrics.ts'

const someMetrics = () => openMetrics({ version: '1', hasProcess: false })

it.each([
  ['no key', {}, 401],
  ['a key that is not known', { 'x-api-key': 'other' }, 401],
  ['a key without the scope', { 'x-api-key': API_KEY }, 403],
  ['the key of the operator', { 'x-api-key': ADMIN_KEY }, 200],
  ['the same as a scraper sends it', { authorization: `Bearer ${ADMIN_KEY}` }, 200],
])('answers %s with %s: %i', async (_what, headers, status) => {
  const app = aServer({ keys: KEYED, readMetrics: someMetrics().read })
  expect((await app.inject({ url: '/metrics', headers })).statusCode).toBe(status)
})

it('is open where the service is, and tells of the requests before it', async () => {
  const metrics = someMetrics()
  const app = aServer({ readMetrics: metrics.read, observeRequest: metrics.observeRequest })
  await app.inject({ method: 'POST', url: '/search', payload: { q: 'kiln' } })
  await app.inject({ method: 'POST', url: '/ask', payload: { q: '' } })
  await app.inject({ url: '/no/such/path' })

  const { body, headers } = await app.inject({ url: '/metrics' })

  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(headers['cache-control']).toBe('private, no-store')
  for (const line of [
    'askpress_http_requests_total{route="/search",status="200"} 1',
    'askpress_searches_total{mode="hybrid",degraded="false"} 1',
    'askpress_http_requests_total{route="/ask",status="400"} 1',
    'askpress_http_requests_total{route="none",status="404"} 1',
  ]) {
    expect(body.split('\n')).toContain(line)
  }
})

it('takes the time of a stream to its first words, and to its end', async () => {
  const metrics = someMetrics()
  const app = aServer({ readMetrics: metrics.read, observeRequest: metrics.observeRequest })
  await app.inject({ method: 'POST', url: '/ask', payload: { q: 'kiln', stream: true } })
  const { text } = await metrics.read()
  expect(text).toMatch(/^askpress_first_token_seconds_count 1$/m)
  expect(text).toMatch(/^askpress_answers_total\{outcome="\w+",cached="false",degraded="false"\} 1$/m)
})
