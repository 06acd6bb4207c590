/** Vectors of questions between processes, and searches while the embedder is away. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { aWrite } from '../makers.ts'
import { testRedisUrl } from '../redis.ts'
import { type AppWorld, openAppWorld } from './app-world.ts'

describe.skipIf(!testDatabaseUrl || !testRedisUrl)('on PostgreSQL and Redis', () => {
  let world: AppWorld
  beforeEach(async () => {
    world = await openAppWorld({ REDIS_URL: testRedisUrl ?? '' })
    await world.write(aWrite(['The lighthouse lamp burns paraffin oil.'], { title: 'The lamp' }))
  })
  afterEach(() => world.close())

  const ask = (question: string) => ({ question, limit: 5, mode: 'hybrid' as const, filters: {} })
  const embedded = () => world.provider.requests.flatMap(({ texts }) => texts)

  it('pays for a question once, whichever process is asked', async () => {
    const [one, other] = [await world.open(), await world.open()]
    const { signal } = new AbortController()
    const first = await one.search(ask('what burns in the lamp?'), signal)
    const second = await other.search(ask('what burns in the lamp?'), signal)

    expect(embedded()).toEqual(['what burns in the lamp?'])
    expect([first.isDegraded, second.isDegraded]).toEqual([false, false])
    expect(second.hits).toEqual(first.hits)
  })

  it('waits once for an embedder that is away, and then searches by words at once', async () => {
    const app = await world.open()
    const { signal } = new AbortController()
    world.provider.failAlways('unauthorized')
    await app.search(ask('what burns in the lamp?'), signal)
    const startedAt = performance.now()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => app.search(ask(`does paraffin burn in lamp ${n}?`), signal)),
    )

    expect(results.every(({ isDegraded, mode, hits }) => isDegraded && mode === 'keyword' && hits.length === 1)).toBe(
      true,
    )
    expect(embedded()).toHaveLength(1)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
