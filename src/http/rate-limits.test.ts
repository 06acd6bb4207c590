/** Requests that are counted, by whom, and what the client is told of it. */
import { describe, expect, it } from 'vitest'
import { ADMIN_KEY, API_KEY, aServer, KEYED, someIngest, someKeys } from '../../test/fake-http.ts'
import { aGrant } from '../../test/makers.ts'
import { signedHeaders, WEBHOOK_SECRET } from '../../test/sign-webhook.ts'
import { readList } from '../../test/structured-fields.ts'
import type { LimitedRequest, Limits, Standing } from './parts.ts'

const SEARCH = { method: 'POST', url: '/search', payload: { q: 'x' } } as const

function aStanding(change: Partial<Standing> = {}): Standing {
  return {
    ...{ name: 'minute', limit: 60, windowSeconds: 60, remaining: 59, waitSeconds: 0, fullSeconds: 1 },
    ...change,
  }
}

function verdict(isAllowed: boolean, ...standings: Standing[]): Limits {
  return { take: async () => ({ isAllowed, standings }) }
}

/** Limits that allow everything and note what they were asked. */
function noting() {
  const asked: LimitedRequest[] = []
  const limits: Limits = {
    take: async (request) => {
      asked.push(request)
      return { isAllowed: true, standings: [] }
    },
  }
  return { asked, limits }
}

describe('an answer', () => {
  it('says how many requests are left, by the limit that ends first', async () => {
    const limits = verdict(
      true,
      aStanding({ remaining: 41, fullSeconds: 19 }),
      aStanding({ name: 'burst', limit: 10, windowSeconds: 10, remaining: 3, fullSeconds: 6.2 }),
    )
    const { headers, statusCode } = await aServer({ limits }).inject(SEARCH)
    expect(statusCode).toBe(200)
    expect(readList(String(headers['ratelimit-policy']))).toEqual([
      { name: 'minute', parameters: { q: 60, w: 60 } },
      { name: 'burst', parameters: { q: 10, w: 10 } },
    ])
    expect(readList(String(headers['ratelimit']))).toEqual([{ name: 'burst', parameters: { r: 3, t: 7 } }])
  })

  it('says nothing of limits where there are none', async () => {
    const { headers } = await aServer().inject(SEARCH)
    expect([headers['ratelimit'], headers['ratelimit-policy']]).toEqual([undefined, undefined])
  })

  it('carries its limits also when it is an error', async () => {
    const response = await aServer({ limits: verdict(true, aStanding()) }).inject({ ...SEARCH, payload: {} })
    expect(response.statusCode).toBe(400)
    expect(response.headers).toHaveProperty('ratelimit')
  })
})

describe('one request too many', () => {
  const spent = aStanding({ remaining: 0, waitSeconds: 0.3, fullSeconds: 60 })

  it('is a 429 that says when to come back', async () => {
    let searches = 0
    const app = aServer({
      limits: verdict(false, spent, aStanding({ name: 'address', remaining: 9 })),
      search: async () => {
        searches++
        throw new Error('not asked')
      },
    })
    const response = await app.inject(SEARCH)
    expect([response.statusCode, searches]).toEqual([429, 0])
    expect(response.headers['retry-after']).toBe('1')
    expect(readList(String(response.headers['ratelimit']))).toEqual([{ name: 'minute', parameters: { r: 0, t: 1 } }])
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(response.json()).toMatchObject({
      error: 'rate_limited',
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['minute'],
    })
  })

  it('waits for the last of the limits it was over', async () => {
    const limits = verdict(false, spent, aStanding({ name: 'burst', remaining: 0, waitSeconds: 3.1 }))
    expect((await aServer({ limits }).inject(SEARCH)).headers['retry-after']).toBe('4')
  })

  it('is refused before its body is looked at', async () => {
    const headers = { 'content-type': 'text/xml' }
    const response = await aServer({ limits: verdict(false, spent) }).inject({ ...SEARCH, payload: '<q/>', headers })
    expect(response.statusCode).toBe(429)
  })
})

describe('what is counted', () => {
  it('is every request under a key, by the key and by the network of the client', async () => {
    const { asked, limits } = noting()
    const keys = someKeys({
      k: aGrant({ keyId: '7', kind: 'browser', origins: ['https://a.test'], ratePerMinute: 30 }),
    })
    const headers = { 'x-api-key': 'k', origin: 'https://a.test' }
    await aServer({ keys, limits }).inject({ ...SEARCH, headers, remoteAddress: '2001:db8:1:2::7' })
    expect(asked).toEqual([
      { key: { id: '7', kind: 'browser', ratePerMinute: 30 }, network: '2001:db8:1:2::/64', use: 'read' },
    ])
  })

  it('never tells the key itself, and not a request whose key is refused', async () => {
    const { asked, limits } = noting()
    const app = aServer({ keys: KEYED, limits })
    await app.inject({ ...SEARCH, headers: { 'x-api-key': API_KEY } })
    await app.inject({ ...SEARCH, headers: { 'x-api-key': 'nobody' } })
    expect(JSON.stringify(asked)).not.toContain(API_KEY)
    expect(asked).toHaveLength(1)
  })

  it('is edits apart from questions, signed ones by their address', async () => {
    const { asked, limits } = noting()
    const body = '{"type":"post.updated","data":{"id":42}}'
    const webhooks = { ...someIngest().webhooks, secrets: [WEBHOOK_SECRET] }
    const app = aServer({ keys: KEYED, limits, ingest: someIngest({ webhooks }) })
    await app.inject({ method: 'POST', url: '/ingest', payload: body, headers: signedHeaders(body) })
    await app.inject({ method: 'POST', url: '/ingest', payload: { post_id: 1 }, headers: { 'x-api-key': API_KEY } })
    await app.inject({ url: '/status', headers: { 'x-api-key': ADMIN_KEY } })
    expect(asked.map(({ key, use }) => [key?.id ?? null, use])).toEqual([
      [null, 'ingest'],
      ['API_KEY', 'ingest'],
      ['ADMIN_KEY', 'read'],
    ])
  })

  it.each(['/', '/page.json', '/assets/askpress.css', '/health', '/livez', '/readyz', '/nowhere'])(
    'is not GET %s',
    async (url) => {
      const { asked, limits } = noting()
      await aServer({ keys: KEYED, limits }).inject({ url, headers: { 'x-api-key': API_KEY } })
      expect(asked).toEqual([])
    },
  )
})

it.each(['"a";r=1;', '"a";r=1,', 'a;r=1', '"a";r=1.5', '"a" ;r=1', ''])(
  'the reader of these tests refuses %j, which is no structured field',
  (field) => {
    expect(() => readList(field)).toThrow(/not a/)
  },
)
