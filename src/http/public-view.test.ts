/** What pages, and so everybody, get to see under a browser key. */
import { expect, it } from 'vitest'
import { aServer, someKeys } from '../../test/fake-http.ts'
import { aGrant, aHit, anAnswer, aResult, aSource } from '../../test/makers.ts'

const ORIGIN = 'https://a.test'
const keys = someKeys({ page: aGrant({ kind: 'browser', origins: [ORIGIN] }), server: aGrant() })
const headers = { 'x-api-key': 'page', origin: ORIGIN }

it('shows a page no scores, no ids and no explanations of its results, and ten at most', async () => {
  const limits: number[] = []
  const app = aServer({
    keys,
    search: async (request) => {
      limits.push(request.limit)
      return aResult({ hits: [aHit()] })
    },
  })
  const payload = { q: 'x', k: 50, explain: true }
  const shown = await app.inject({ method: 'POST', url: '/search', payload, headers })
  const [result] = shown.json().results
  expect(result).toMatchObject({ title: expect.any(String), url: expect.any(String), content: expect.any(String) })
  expect(Object.keys(result).filter((name) => ['id', 'score', 'explain'].includes(name))).toEqual([])
  expect(result.published_at).toMatch(/^\d{4}-/)

  const whole = await app.inject({ method: 'POST', url: '/search', payload, headers: { 'x-api-key': 'server' } })
  expect(whole.json().results[0]).toMatchObject({ id: expect.any(String), score: expect.any(Number), explain: {} })
  expect(limits).toEqual([10, 50])
})

it.each([false, true])('nor of the sources of an answer, streamed: %s', async (stream) => {
  const app = aServer({ keys, ask: async () => anAnswer({ sources: [aSource()] }) })
  const { body } = await app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', stream }, headers })
  expect(body).toContain('"sources":[{"n":1,')
  expect(body).not.toMatch(/"(id|score|explain)":/)
  const server = { 'x-api-key': 'server' }
  const whole = await app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', stream }, headers: server })
  expect(whole.body).toMatch(/"score":/)
})
