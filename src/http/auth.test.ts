/** Which key opens which route. */
import { describe, expect, it } from 'vitest'
import { ADMIN_KEY, API_KEY, aServer, KEYED, OPEN, someIngest, someKeys } from '../../test/fake-http.ts'
import { aGrant, anAnswer, aResult } from '../../test/makers.ts'
import { AppError } from '../errors.ts'
import type { SearchRequest } from '../types.ts'

type Headers = Record<string, string>

const CALLERS: Record<string, Headers> = {
  none: {},
  unknown: { 'x-api-key': 'no-such-key' },
  empty: { 'x-api-key': '' },
  api: { 'x-api-key': API_KEY },
  bearer: { authorization: `Bearer ${API_KEY}` },
  'lower-case bearer': { authorization: `bearer ${API_KEY}` },
  basic: { authorization: `Basic ${API_KEY}` },
  admin: { 'x-api-key': ADMIN_KEY },
  'prefix of a key': { 'x-api-key': API_KEY.slice(0, -1) },
}

const KNOWN = ['api', 'bearer', 'lower-case bearer', 'admin']

async function statusOf(method: 'GET' | 'POST', url: string, headers: Headers, keys = KEYED): Promise<number> {
  const app = aServer({ keys })
  app.post('/forgotten', async () => ({}))
  const payload = method === 'POST' ? { q: 'x', post_id: 42 } : undefined
  const response = await app.inject({ method, url, headers, ...(payload && { payload }) })
  return response.statusCode
}

describe.each(Object.entries(CALLERS))('with %s', (caller, headers) => {
  const isKnown = KNOWN.includes(caller)

  it.each(['/search', '/ask', '/ingest'])(`POST %s is ${isKnown ? 'open' : 'closed'}`, async (url) => {
    const opened = url === '/ingest' ? 202 : 200
    expect(await statusOf('POST', url, headers)).toBe(isKnown ? opened : 401)
  })

  it(`GET /status is ${isKnown ? 'open' : 'closed'}`, async () => {
    expect(await statusOf('GET', '/status', headers)).toBe(isKnown ? 200 : 401)
  })

  it.each(['/', '/assets/askpress.css', '/page.json', '/livez', '/readyz', '/health'])(
    'GET %s is open',
    async (url) => {
      expect(await statusOf('GET', url, headers)).toBe(200)
    },
  )

  it('a route that forgot to name its access is for administrators only', async () => {
    const expected = caller === 'admin' ? 200 : isKnown ? 403 : 401
    expect(await statusOf('POST', '/forgotten', headers)).toBe(expected)
  })
})

describe('a refusal', () => {
  it('says how to present a key', async () => {
    const response = await aServer({ keys: KEYED }).inject({ method: 'POST', url: '/search', payload: { q: 'x' } })
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer realm="askpress"')
    expect(response.json()).toMatchObject({ error: 'unauthorized', detail: expect.stringContaining('X-API-Key') })
  })

  it('comes before the body is looked at', async () => {
    const headers = { 'content-type': 'text/xml' }
    const response = await aServer({ keys: KEYED }).inject({ method: 'POST', url: '/search', payload: '<q/>', headers })
    expect(response.statusCode).toBe(401)
  })

  it('meets every key when none is configured and the service is not open', async () => {
    expect(await statusOf('POST', '/search', { 'x-api-key': '' }, someKeys({}))).toBe(401)
  })
})

describe('an open service', () => {
  it.each(['localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'LOCALHOST'])('answers as %s', async (host) => {
    expect(await statusOf('POST', '/search', { host }, OPEN)).toBe(200)
  })

  it.each(['evil.test', 'localhost.evil.test', '127.0.0.1.evil.test', '127.evil.test'])(
    'does not answer as %s: a page elsewhere may have pointed that name at us',
    async (host) => {
      expect(await statusOf('POST', '/search', { host }, OPEN)).toBe(403)
    },
  )

  it('holds who presents a key to what it opens: another process may just have made it', async () => {
    const keys = { ...someKeys({ k: aGrant({ scopes: ['search'], siteIds: [7] }) }), isOpen: async () => true }
    const asked: unknown[] = []
    const search = async (request: SearchRequest) => {
      asked.push(request.siteIds)
      return aResult()
    }
    const app = aServer({ keys, search })
    const headers = { 'x-api-key': 'k' }
    await app.inject({ method: 'POST', url: '/search', headers, payload: { q: 'x' } })
    expect(asked).toEqual([[7]])
    expect(await statusOf('POST', '/ask', headers, keys)).toBe(403)
  })

  it('does not mind a key nobody asked for', async () => {
    expect(await statusOf('POST', '/search', { 'x-api-key': 'whatever' }, OPEN)).toBe(200)
  })
})

describe('a browser key', () => {
  const keys = someKeys({
    page: aGrant({ kind: 'browser', origins: ['https://shop.test', 'http://localhost:3000'] }),
  })
  const from = (origin?: string): Headers => ({ 'x-api-key': 'page', ...(origin !== undefined && { origin }) })

  it.each(['https://shop.test', 'http://localhost:3000'])('opens search and ask to pages of %s', async (origin) => {
    expect(await statusOf('POST', '/search', from(origin), keys)).toBe(200)
    expect(await statusOf('POST', '/ask', from(origin), keys)).toBe(200)
  })

  it.each([
    undefined,
    'null',
    '',
    'http://shop.test',
    'https://shop.test:8443',
    'https://www.shop.test',
    'https://shop.test.evil.test',
    'https://evil-shop.test',
    'https://shop.test.',
    'https://SHOP.test',
    'https://shop.test/',
  ])('is refused from %s', async (origin) => {
    expect(await statusOf('POST', '/search', from(origin), keys)).toBe(403)
  })

  it('opens nothing else, and shows no more of the health than a stranger sees', async () => {
    expect(await statusOf('GET', '/status', from('https://shop.test'), keys)).toBe(403)
    expect(await statusOf('POST', '/ingest', from('https://shop.test'), keys)).toBe(403)
    const health = await aServer({ keys }).inject({ url: '/health', headers: from('https://shop.test') })
    expect(health.json()).not.toHaveProperty('notes')
  })
})

describe('a key of the database', () => {
  it.each([
    [['search'], 200, 403, 403],
    [['ask'], 403, 200, 403],
    [['ingest'], 403, 403, 202],
    [['admin'], 200, 200, 202],
  ] as const)('with the scopes %o opens what they say', async (scopes, search, ask, ingest) => {
    const keys = someKeys({ k: aGrant({ scopes }) })
    const headers = { 'x-api-key': 'k' }
    expect(await statusOf('POST', '/search', headers, keys)).toBe(search)
    expect(await statusOf('POST', '/ask', headers, keys)).toBe(ask)
    expect(await statusOf('POST', '/ingest', headers, keys)).toBe(ingest)
  })

  it('hands its sites to everything that reads or fetches', async () => {
    const seen: unknown[] = []
    const note = <T>(answer: T, siteIds: unknown) => {
      seen.push(siteIds)
      return Promise.resolve(answer)
    }
    const app = aServer({
      keys: someKeys({ k: aGrant({ scopes: ['admin'], siteIds: [7] }) }),
      search: (request) => note(aResult(), request.siteIds),
      ask: (request) => note(anAnswer(), request.siteIds),
      status: (siteIds) => note([], siteIds),
      explainPosts: (_posts, siteIds) => note([], siteIds),
      ingest: someIngest({ fetchPosts: (_posts, from) => note(undefined, from?.siteIds) }),
    })
    const headers = { 'x-api-key': 'k' }
    for (const url of ['/search', '/ask', '/ingest']) {
      await app.inject({ method: 'POST', url, headers, payload: { q: 'x', post_id: 1 } })
    }
    for (const url of ['/status', '/status?post=1']) await app.inject({ url, headers })

    expect(seen).toEqual([[7], [7], [7], [7], [7]])
  })

  it('that cannot be looked up is a matter of 503, and none at all where no key is needed', async () => {
    const away = new AppError('unavailable', 'The database is away.')
    const keys = { ...KEYED, find: () => Promise.reject(away) }
    const headers = { 'x-api-key': 'k' }
    expect(await statusOf('POST', '/search', headers, keys)).toBe(503)
    expect(await statusOf('GET', '/health', headers, keys)).toBe(200)
    expect(await statusOf('GET', '/livez', headers, keys)).toBe(200)
  })

  it('is asked for by the network of the client, not by its single address', async () => {
    const asked: string[] = []
    const keys = {
      ...KEYED,
      find: async (_key: string, address: string) => {
        asked.push(address)
        return null
      },
    }
    const app = aServer({ keys })
    for (const remoteAddress of ['2001:db8:1:2::7', '2001:0DB8:0001:0002:ffff::1', '::ffff:192.0.2.1']) {
      await app.inject({ method: 'POST', url: '/search', headers: { 'x-api-key': 'k' }, remoteAddress })
    }

    expect(asked).toEqual(['2001:db8:1:2::/64', '2001:db8:1:2::/64', '192.0.2.1'])
  })
})

it('puts a question on the bill of its key', async () => {
  const callers: unknown[] = []
  const app = aServer({
    keys: someKeys({ k: aGrant({ keyId: '7' }) }),
    search: async ({ caller }) => {
      callers.push(caller)
      return aResult()
    },
    ask: async ({ caller }) => {
      callers.push(caller)
      return anAnswer()
    },
  })
  for (const url of ['/search', '/ask']) {
    await app.inject({ method: 'POST', url, headers: { 'x-api-key': 'k' }, payload: { q: 'why?', caller: '8' } })
  }
  expect(callers).toEqual(['7', '7'])
})
