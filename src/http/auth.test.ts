/** Which key opens which route. */
import { describe, expect, it } from 'vitest'
import { ADMIN_KEY, API_KEY, aServer, KEYED, OPEN } from '../../test/fake-http.ts'

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
    const keys = { apiKey: null, adminKey: null, isOpen: false }
    expect(await statusOf('POST', '/search', { 'x-api-key': '' }, keys)).toBe(401)
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

  it('does not mind a key nobody asked for', async () => {
    expect(await statusOf('POST', '/search', { 'x-api-key': 'whatever' }, OPEN)).toBe(200)
  })
})
