/** Which pages of other origins may read what: exactly those that somebody named. */
import { describe, expect, it } from 'vitest'
import { API_KEY, aServer, KEYED, someKeys } from '../../test/fake-http.ts'
import { aGrant } from '../../test/makers.ts'

const ALLOWED = 'https://example.com'
const OF_KEY = 'https://shop.test:8443'
const keys = someKeys({
  page: aGrant({ kind: 'browser', origins: [OF_KEY] }),
  server: aGrant(),
})

const app = () => aServer({ keys, allowedOrigins: [ALLOWED] })

async function preflight(origin: string, url = '/search') {
  const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-api-key' }
  return app().inject({ method: 'OPTIONS', url, headers })
}

async function acaoOf(key: string, origin: string) {
  const headers = { 'x-api-key': key, origin }
  const response = await app().inject({ method: 'POST', url: '/search', payload: { q: 'x' }, headers })
  expect(response.headers['vary']).toBe('Origin')
  expect(response.headers['access-control-allow-credentials']).toBeUndefined()
  return response.headers['access-control-allow-origin']
}

const FOREIGN = [
  ...['null', '', '*', 'https://', 'file://', 'data:', 'https://evil.test', 'about:blank'],
  ...['http://example.com', 'https://example.com:443', 'https://example.com:8443', 'https://example.com/'],
  ...['https://example.com.', 'https://EXAMPLE.com', 'HTTPS://example.com', ' https://example.com'],
  ...['https://example.com.evil.test', 'https://evilexample.com', 'https://www.example.com', 'https://example.co'],
  ...['https://example.com@evil.test', 'https://user@example.com', 'https://example.com#x', 'https://example.com?x'],
  ...['https://exаmple.com', 'https://xn--exmple-cua.com', 'https://example%2ecom', 'https://example.com%00.evil.test'],
  ...['https://example.com, https://evil.test', 'https://evil.test https://example.com', 'https://example_com'],
  ...['ws://example.com', 'wss://example.com', 'https:example.com', '//example.com', 'example.com', 'https://[::1]'],
  ...['https://shop.test', 'http://shop.test:8443', 'https://shop.test:8444', 'https://a.shop.test:8443'],
  ...['chrome-extension://example.com', 'https://localhost', 'http://127.0.0.1:8000', 'https://example.com\\evil.test'],
].map((origin) => [origin.replace('а', '\u00e3')])

describe('a preflight', () => {
  it.each([ALLOWED, OF_KEY])('from %s is answered: it is configured here or at a key', async (origin) => {
    const { statusCode, headers, body } = await preflight(origin)
    expect([statusCode, body]).toEqual([204, ''])
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(/X-API-Key/),
      'access-control-max-age': '600',
      vary: 'Origin',
    })
  })

  it.each(FOREIGN)('from %j opens nothing', async (origin) => {
    const { statusCode, headers } = await preflight(origin)
    expect(statusCode).not.toBe(204)
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(headers).not.toHaveProperty('access-control-allow-methods')
    expect(headers['vary']).toBe('Origin')
  })
})

describe('an answer', () => {
  it('is for the origins of its key and for those that are configured', async () => {
    expect(await acaoOf('page', OF_KEY)).toBe(OF_KEY)
    expect(await acaoOf('server', ALLOWED)).toBe(ALLOWED)
    expect(await acaoOf('server', OF_KEY)).toBeUndefined()
  })

  it.each(FOREIGN)('is not for %j, under any key', async (origin) => {
    for (const key of ['page', 'server', 'nobody']) expect(await acaoOf(key, origin)).toBeUndefined()
  })

  it('that is a refusal can be read by the pages that may ask, so that they can say why', async () => {
    expect(await acaoOf('nobody', OF_KEY)).toBe(OF_KEY)
    expect(await acaoOf('nobody', ALLOWED)).toBe(ALLOWED)
  })

  it('shows the page its limits', async () => {
    const headers = { origin: ALLOWED, 'x-api-key': 'server' }
    const response = await app().inject({ method: 'POST', url: '/search', payload: { q: 'x' }, headers })
    expect(response.headers['access-control-expose-headers']).toMatch(/RateLimit, RateLimit-Policy, Retry-After/)
  })

  it.each([
    ['GET', '/'],
    ['GET', '/assets/askpress.js'],
    ['GET', '/page.json'],
    ['GET', '/health'],
    ['GET', '/livez'],
    ['GET', '/readyz'],
    ['GET', '/status'],
    ['POST', '/search'],
    ['GET', '/search'],
    ['POST', '/ask'],
    ['POST', '/ingest'],
    ['GET', '/nowhere'],
    ['GET', '/%zz'],
    ['OPTIONS', '/search'],
    ['TRACE', '/search'],
  ] as const)('of %s %s varies by origin, with one and without', async (method, url) => {
    for (const headers of [{}, { origin: ALLOWED }, { origin: 'https://evil.test' }, { 'x-api-key': API_KEY }]) {
      const response = await aServer({ keys: KEYED }).inject({ method: method as 'GET', url, headers })
      expect(response.headers['vary'], url).toBe('Origin')
    }
  })
})
