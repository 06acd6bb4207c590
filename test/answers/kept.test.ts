/** Kept answers in the whole program: two processes, one Redis of the test's own, questions at the peak. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRedis, type RedisConnection } from '../../src/cache/redis.ts'
import type { App } from '../../src/cli/parts.ts'
import { withdrawDocuments } from '../../src/store/withdraw.ts'
import type { AskRequest } from '../../src/types.ts'
import { testDatabaseUrl } from '../database.ts'
import { aWrite } from '../makers.ts'
import { hasRedisServer, type RedisServer, startRedis } from '../redis.ts'
import { type AppWorld, openAppWorld } from './app-world.ts'

describe.skipIf(!testDatabaseUrl || !hasRedisServer)('on PostgreSQL and Redis', () => {
  let redis: RedisServer
  let own: RedisConnection
  let world: AppWorld
  beforeAll(async () => {
    redis = await startRedis()
    // Patient: the machine may be busy.
    own = openRedis(redis.url, { commandMs: 5_000 })
    while (!own.isUp()) await new Promise((resolve) => setTimeout(resolve, 20))
  })
  afterAll(async () => {
    await own?.close()
    await redis?.kill()
  })
  beforeEach(async () => {
    await own.run((client) => client.flushall())
    world = await openAppWorld({ REDIS_URL: redis.url })
    await world.write(aWrite(['The lighthouse lamp burns paraffin oil.'], { title: 'The lamp' }))
  })
  afterEach(() => world.close())

  const { signal } = new AbortController()
  const lamp = (change: Partial<AskRequest> = {}): AskRequest => ({
    question: 'What does the lighthouse lamp burn?',
    filters: {},
    history: [],
    ...change,
  })
  const keys = () => own.run((client) => client.keys('*'))
  const embedded = () => world.provider.requests.flatMap(({ texts }) => texts)
  const written = () => world.provider.writing.calls.length
  /** Kept in Redis before the next line runs. */
  const askAndKeep = async (app: App, request = lamp()) => {
    const answer = await app.ask(request, signal)
    await expect.poll(async () => (await keys()).filter((key) => key.includes(':answer:')).length).toBeGreaterThan(0)
    return answer
  }

  it('one process answers what another was asked, without paying, until the post is hidden', async () => {
    const [one, other] = [await world.open(), await world.open()]
    const first = await askAndKeep(one)
    const second = await other.ask(lamp({ question: 'what does the lighthouse lamp burn' }), signal)
    expect([first.isCached, second.isCached]).toEqual([false, true])
    expect(second).toEqual({ ...first, isCached: true })
    expect(embedded()).toHaveLength(1)
    await withdrawDocuments(world.db, world.writer, [1], { status: 'hidden', reason: 'protected' })

    expect(await other.ask(lamp(), signal)).toMatchObject({ outcome: 'refused', isCached: false })
  })

  it('a hundred who ask together cost one call of the model and one embedding', async () => {
    const app = await world.open()
    const answers = await Promise.all(Array.from({ length: 100 }, () => app.ask(lamp(), signal)))

    expect([embedded().length, written()]).toEqual([1, 1])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  })

  it('Redis emptied at the peak fails nobody', async () => {
    const app = await world.open()
    await askAndKeep(app)
    const asking = Array.from({ length: 300 }, async (_, n) => {
      if (n % 100 === 50) await own.run((client) => client.flushall())
      return app.ask(lamp(), signal)
    })

    for (const { outcome, isDegraded } of await Promise.all(asking))
      expect([outcome, isDegraded]).toEqual(['answered', false])
    // Who asks between two of them finds an answer that is kept or one that is being made.
    expect(written()).toBeLessThanOrEqual(4)
    expect(embedded().length).toBeLessThanOrEqual(2)
  })

  it('nothing is kept of an answer by words alone, nor of a follow-up', async () => {
    const app = await world.open()
    world.provider.failAlways('unauthorized')
    expect(await app.ask(lamp(), signal)).toMatchObject({ isDegraded: true })
    await app.ask(lamp({ history: [{ question: 'a', answer: 'b' }] }), signal)
    await app.close()
    expect((await keys()).filter((key) => key.includes(':answer:'))).toEqual([])
  })

  it('warm makes the most frequent answers ready again', async () => {
    const service = await world.open()
    for (let n = 0; n < 3; n++) await askAndKeep(service)
    await service.close()
    await world.write(aWrite(['The lighthouse lamp burns gas.'], { title: 'The lamp', contentHash: 'b' }))
    const command = await world.open()
    expect(await command.warm(10, signal)).toMatchObject({ questions: 1, ready: 0, renewed: 1, failed: 0 })

    const answer = await (await world.open()).ask(lamp(), signal)
    expect(answer).toMatchObject({ isCached: true, text: expect.stringContaining('gas') })
  })

  it('CACHE_TTL_SECONDS=0 keeps neither answers nor questions', async () => {
    const app = await world.open({ CACHE_TTL_SECONDS: '0' })
    for (let n = 0; n < 2; n++) expect(await app.ask(lamp(), signal)).toMatchObject({ isCached: false })
    await expect(app.warm(1, signal)).rejects.toMatchObject({ kind: 'invalid_config' })
    await app.close()

    expect((await keys()).filter((key) => !key.includes(':vector:'))).toEqual([])
  })
})
