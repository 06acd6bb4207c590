/** POST /search from the outside: its shape, what it hands on, what it refuses. */
import { describe, expect, it } from 'vitest'
import { aServer } from '../../../test/fake-http.ts'
import { aHit, aResult } from '../../../test/makers.ts'
import type { SearchRequest } from '../../types.ts'

/** The request a body becomes, or the problem it is refused with. */
async function send(payload: unknown) {
  const requests: SearchRequest[] = []
  const app = aServer({
    search: async (request) => {
      requests.push(request)
      return aResult()
    },
  })
  const response = await app.inject({ method: 'POST', url: '/search', payload: payload as object })
  return { status: response.statusCode, body: response.json(), request: requests[0] }
}

describe('the answer', () => {
  it('has the promised shape, in snake_case', async () => {
    const { status, body } = await send({ q: 'How hot?' })

    expect(status).toBe(200)
    expect(body).toEqual({
      mode: 'hybrid',
      degraded: false,
      results: [
        {
          id: 'kiln:12:0',
          content: aHit().content,
          title: 'Firing stoneware',
          url: 'https://kiln.test/firing-stoneware/#temperature',
          score: 0.82,
          heading: 'Electric kilns › Temperature',
          site: 'kiln',
          type: 'post',
          language: 'en',
          author: 'Ada Clay',
          categories: ['Firing'],
          tags: ['stoneware'],
          published_at: '2026-03-01T09:30:00.000Z',
          modified_at: '2026-03-04T10:00:00.000Z',
        },
      ],
    })
  })

  it('explains the score only when asked to', async () => {
    const { body } = await send({ q: 'How hot?', explain: true })
    expect(body.results[0].explain).toEqual({
      keyword: 0.9,
      coverage: 0.8,
      vector: 0.7,
      vector_weight: 0.4,
      rerank: null,
      matched: ['fired', 'stoneware'],
    })
  })

  it('says null for a passage without headings and for dates nobody knows', async () => {
    const hit = aHit({ headings: [], publishedAt: null, author: null })
    const app = aServer({ search: async () => aResult({ hits: [hit] }) })
    const response = await app.inject({ method: 'POST', url: '/search', payload: { q: 'x' } })
    expect(response.json().results[0]).toMatchObject({ heading: null, published_at: null, author: null })
  })
})

describe('the request', () => {
  it('takes eight passages by hybrid search from all sites unless told otherwise', async () => {
    const { request } = await send({ q: 'How hot?' })
    expect(request).toEqual({ question: 'How hot?', limit: 8, mode: 'hybrid', filters: {} })
  })

  it('trims the question and writes it in NFC, without the NUL and lone surrogates PostgreSQL cannot keep', async () => {
    const { request } = await send({ q: '  Cafe\u0301\u0000bar \ud800 ' })
    expect(request?.question).toBe('Café bar \ufffd')
  })

  it('takes each filter as one value or as a list', async () => {
    const { request } = await send({ q: 'x', filters: { type: 'page', category: ['A', 'B'], tag: [], author: null } })
    expect(request?.filters).toEqual({ type: ['page'], category: ['A', 'B'] })
  })

  it('reads dates as UTC unless they name a zone', async () => {
    const days = await send({ q: 'x', filters: { after: '2026-03-01', before: '2026-03-02T12:00:00' } })
    expect(days.request?.filters.after).toEqual(new Date('2026-03-01T00:00:00Z'))
    expect(days.request?.filters.before).toEqual(new Date('2026-03-02T12:00:00Z'))
    const zoned = await send({ q: 'x', filters: { after: '2026-03-02T12:00:00+02:00' } })
    expect(zoned.request?.filters.after).toEqual(new Date('2026-03-02T10:00:00Z'))
  })

  it('ignores fields it does not know', async () => {
    const { status } = await send({ q: 'x', colour: 'red', filters: { shape: 'round' } })
    expect(status).toBe(200)
  })

  it('counts a question in characters, not in UTF-16 units', async () => {
    expect((await send({ q: '🏺'.repeat(1000) })).status).toBe(200)
    expect((await send({ q: '🏺'.repeat(1001) })).status).toBe(400)
  })
})

describe('a refusal', () => {
  it.each([{}, { q: null }, { q: '' }, { q: ' \n ' }, undefined])('of %j says that q is missing', async (payload) => {
    const { status, body } = await send(payload)
    expect(status).toBe(400)
    expect(body.error).toBe('missing q')
  })

  it.each([
    [{ q: 7 }, 'q'],
    [{ q: 'x'.repeat(1001) }, 'q'],
    [{ q: 'x', k: 0 }, 'k'],
    [{ q: 'x', k: 51 }, 'k'],
    [{ q: 'x', k: 1.5 }, 'k'],
    [{ q: 'x', k: '8' }, 'k'],
    [{ q: 'x', mode: 'magic' }, 'mode'],
    [{ q: 'x', site: 5 }, 'site'],
    [{ q: 'x', explain: 'yes' }, 'explain'],
    [{ q: 'x', filters: [] }, 'filters'],
    [{ q: 'x', filters: { type: '' } }, 'filters.type'],
    [{ q: 'x', filters: { tag: [3] } }, 'filters.tag'],
    [{ q: 'x', filters: { after: 'yesterday' } }, 'filters.after'],
    [{ q: 'x', filters: { before: '2026-02-30' } }, 'filters.before'],
  ])('of %j names the field', async (payload, field) => {
    const { status, body, request } = await send(payload)
    expect(status).toBe(400)
    expect(body.error).toBe('invalid_request')
    expect(body.detail).toMatch(new RegExp(`^${field.replace('.', '\\.')}: `))
    expect(request).toBeUndefined()
  })

  it.each([[[]], [['q']], ['"q"']])('of %j says that an object is wanted', async (payload) => {
    const { status, body } = await send(payload)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.error).toMatch(/invalid_request|unsupported_media_type/)
  })
})
