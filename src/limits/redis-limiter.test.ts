/** The limiter over a Redis that is there, and one that dies, falls silent, is full, read-only, loading or holds junk. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectRedis, hasRedisServer, type RedisServer, startRedis, testRedisUrl } from '../../test/redis.ts'
import { aBucket, describeLimiter } from './limiter.contract.ts'
import type { Limiter } from './limiter.ts'
import { watchPeers } from './peers.ts'
import { openProcessLimiter } from './process-limiter.ts'
import { openRedisLimiter, type ScriptRunner } from './redis-limiter.ts'
import { openSteadyLimiter } from './steady-limiter.ts'

/** What a connection is, without importing its layer: the fakes of the tests open it. */
type Connection = Awaited<ReturnType<typeof connectRedis>>

const PREFIX = `askpress:limit:${randomUUID()}:`

describe.skipIf(!testRedisUrl)('with the Redis of the tests', () => {
  describeLimiter('Redis', async () => {
    const connection = await connectRedis(testRedisUrl ?? '')
    return { limiter: openRedisLimiter(patient(connection), PREFIX), close: () => connection.close() }
  })

  it('counts once for all processes', async () => {
    const connections = await Promise.all([1, 2].map(() => connectRedis(testRedisUrl ?? '')))
    const limiters = connections.map((connection) => openRedisLimiter(patient(connection), PREFIX))
    const bucket = aBucket({ limit: 60 })
    const verdicts = await Promise.all(
      Array.from({ length: 500 }, (_, n) => limiters[n % 2]?.take([bucket]) ?? Promise.reject(new Error('none'))),
    )
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(60)
    await Promise.all(connections.map((connection) => connection.close()))
  })
})

describe.skipIf(!hasRedisServer)('with a Redis of its own', () => {
  let server: RedisServer
  let connection: Connection
  let limiter: Limiter
  let shared: Limiter
  beforeEach(async () => {
    server = await startRedis()
    connection = await connectRedis(server.url)
    shared = openRedisLimiter(connection, PREFIX)
    limiter = openSteadyLimiter({ shared, own: openProcessLimiter(), peers: watchPeers(connection, PREFIX) })
  })
  afterEach(async () => {
    await connection.close()
    server.wake()
    await server.kill()
  })

  const allowedOf = async (bucket: ReturnType<typeof aBucket>, requests: number) => {
    let allowed = 0
    for (let n = 0; n < requests; n++) if ((await limiter.take([bucket])).isAllowed) allowed++
    return allowed
  }
  const config = (name: string, value: string) => connection.run((client) => client.config('SET', name, value))
  const untilShared = () =>
    expect
      .poll(() =>
        shared.take([aBucket()]).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)

  it('is neither open nor closed while Redis is dead, and counts there again when it is back', async () => {
    const [bucket, other] = [aBucket({ limit: 20 }), aBucket({ limit: 20 })]
    expect(await allowedOf(bucket, 5)).toBe(5)
    await server.kill()
    expect(await allowedOf(bucket, 40)).toBe(15)
    expect(await allowedOf(other, 40)).toBe(20)

    await server.start()
    await untilShared()
    expect(await allowedOf(bucket, 10)).toBe(0)
    const names = await connection.run((client) => client.keys(`${PREFIX}${bucket.name}`))
    expect(names).toHaveLength(1)
  })

  it('waits for a silent Redis a few times only', async () => {
    const bucket = aBucket({ limit: 20 })
    expect(await allowedOf(bucket, 5)).toBe(5)
    server.silence()
    const startedAt = performance.now()
    // What was sent and not answered may be counted by Redis later: never too much is allowed.
    expect(await allowedOf(bucket, 100)).toBe(15)
    expect(performance.now() - startedAt).toBeLessThan(1_500)
    server.wake()
    await untilShared()
    expect(await allowedOf(bucket, 10)).toBe(0)
  })

  it.each([
    ['full', 'maxmemory', '1'],
    ['a replica that may not write', 'min-replicas-to-write', '1'],
  ])('counts in this process while Redis is %s', async (_state, name, value) => {
    const bucket = aBucket({ limit: 20 })
    expect(await allowedOf(bucket, 5)).toBe(5)
    await config(name, value)
    expect(await allowedOf(bucket, 40)).toBe(15)
    await config(name, '0')
    expect(await allowedOf(bucket, 40)).toBe(0)
  })

  it('counts on when Redis is emptied, of values and of scripts', async () => {
    const bucket = aBucket({ limit: 20 })
    expect(await allowedOf(bucket, 12)).toBe(12)
    await connection.run((client) => client.flushall())
    await connection.run((client) => client.script('FLUSH'))
    expect(await allowedOf(bucket, 40)).toBe(8)
  })

  it.each(['', 'junk', '-1e400', 'nan', '99999999999999999999'])(
    'takes %j for no debt, or for one window',
    async (junk) => {
      const bucket = aBucket({ limit: 3, windowMs: 100 })
      await connection.run((client) => client.set(PREFIX + bucket.name, junk))
      await expect.poll(async () => (await shared.take([bucket])).isAllowed).toBe(true)
    },
  )

  it('takes a value of another type for no debt, and writes over it', async () => {
    const bucket = aBucket({ limit: 3 })
    await connection.run((client) => client.rpush(PREFIX + bucket.name, 'a'))
    expect((await shared.take([bucket])).isAllowed).toBe(true)
    expect(await connection.run((client) => client.type(PREFIX + bucket.name))).toBe('string')
  })

  it('keeps nothing for longer than a bucket needs to be full', async () => {
    await limiter.take([aBucket({ limit: 10, windowMs: 60_000 })])
    await expect.poll(() => connection.run((client) => client.keys(`${PREFIX}*`))).toHaveLength(2)
    for (const name of await connection.run((client) => client.keys(`${PREFIX}*`))) {
      const ttlMs = await connection.run((client) => client.pttl(name))
      expect(ttlMs).toBeGreaterThan(0)
      expect(ttlMs).toBeLessThanOrEqual(15_000)
    }
  })

  it('knows how many processes count', async () => {
    let now = 0
    const peers = ['a', 'b', 'c'].map(() => watchPeers(connection, PREFIX, () => now))
    for (const one of peers) one.beat()
    now += 5_000
    for (const one of peers) one.beat()
    await expect.poll(() => peers.map((one) => one.count())).toEqual([3, 3, 3])
  })
})

/** On a machine that is busy with other tests 50 ms are soon over: here it is asked what is counted, not how fast. */
function patient({ client }: Connection): ScriptRunner {
  return { run: (command) => command(client) }
}
