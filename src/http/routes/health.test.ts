/** /health, /livez, /readyz and /status: what monitors and operators are told. */
import { describe, expect, it } from 'vitest'
import { API_KEY, aHealth, aServer, KEYED } from '../../../test/fake-http.ts'
import { aSiteStatus } from '../../../test/makers.ts'

describe('/health', () => {
  it('says everything on an open service', async () => {
    const response = await aServer().inject('/health')
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({
      status: 'ok',
      database: 'ok',
      cache: 'ok',
      embedder: 'ok',
      sync: { running: false, last_started_at: '2026-03-05T03:00:00.000Z', last_outcome: 'done', pending_vectors: 0 },
      notes: [],
    })
  })

  it('says only the words without a key', async () => {
    const app = aServer({ keys: KEYED, health: async () => aHealth({ notes: ['db.internal is slow'] }) })
    const terse = await app.inject('/health')
    const full = await app.inject({ url: '/health', headers: { 'x-api-key': API_KEY } })
    expect(terse.json()).toEqual({ status: 'ok', database: 'ok', cache: 'ok', embedder: 'ok' })
    expect(full.json()).toMatchObject({ notes: ['db.internal is slow'] })
  })

  it.each([
    ['ok', 200],
    ['degraded', 200],
    ['down', 503],
  ] as const)('is %s with status %i', async (status, expected) => {
    const response = await aServer({ health: async () => aHealth({ status }) }).inject('/health')
    expect(response.statusCode).toBe(expected)
    expect(response.json().status).toBe(status)
  })
})

describe('/livez and /readyz', () => {
  it('asks nobody whether we live', async () => {
    const broken = async () => Promise.reject(new Error('down'))
    const response = await aServer({ health: broken, isReady: broken }).inject('/livez')
    expect(response.statusCode).toBe(200)
  })

  it('is ready when the index is', async () => {
    expect((await aServer().inject('/readyz')).statusCode).toBe(200)
    const response = await aServer({ isReady: async () => false }).inject('/readyz')
    expect(response.statusCode).toBe(503)
    expect(response.json().error).toBe('unavailable')
  })
})

describe('/status', () => {
  it('has the promised shape, in snake_case', async () => {
    const { sites } = (await aServer().inject('/status')).json()
    expect(sites[0]).toMatchObject({
      name: 'kiln',
      url: 'https://kiln.test',
      listed: 42,
      indexed: 39,
      chunks: 311,
      hidden: { protected: 2 },
      skipped: { empty: 1 },
      failed: {},
      withheld: 0,
      pending_vectors: 0,
      freshness: { p50_s: 140, p95_s: 290 },
    })
    expect(sites[0].last_run).toMatchObject({
      kind: 'sync',
      outcome: 'done',
      started_at: '2026-03-05T03:00:00.000Z',
      ms: 4200,
      requests: { light: 3, heavy: 1 },
      embedded: { texts: 12, requests: 1, tokens: 4800 },
    })
    expect(sites[0].last_run).not.toHaveProperty('startedAt')
  })

  it('has no last run before the first', async () => {
    const status = async () => [aSiteStatus({ lastRun: null, listed: null })]
    const { sites } = (await aServer({ status }).inject('/status')).json()
    expect(sites[0]).toMatchObject({ last_run: null, listed: null })
  })
})
