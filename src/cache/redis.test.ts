/** The connection and the cache over a Redis that is there, dies, falls silent, is full, and holds junk. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectRedis, hasRedisServer, type RedisServer, startRedis, testRedisUrl } from '../../test/redis.ts'
import { describeCache } from './cache.contract.ts'
import type { Cache } from './cache.ts'
import { openRedis, type RedisConnection } from './redis.ts'
import { openRedisCache } from './redis-cache.ts'

describe.skipIf(!testRedisUrl)('with the Redis of the tests', () => {
  describeCache('Redis', async () => {
    const connection = await connectRedis(testRedisUrl ?? '')
    return { cache: openRedisCache(connection), close: () => connection.close() }
  })
})

describe.skipIf(!hasRedisServer)('with a Redis of its own', () => {
  let server: RedisServer
  let connection: RedisConnection
  let cache: Cache
  const changes: boolean[] = []
  beforeEach(async () => {
    server = await startRedis()
    changes.length = 0
    connection = openRedis(server.url, { onChange: ({ isUp }) => changes.push(isUp) })
    await connection.settled()
    cache = openRedisCache(connection)
  })
  afterEach(async () => {
    await connection.close()
    server.wake()
    await server.kill()
  })

  it('has nothing at once while Redis is dead, and finds it again by itself', async () => {
    await cache.set('key', Buffer.from('value'), 60)
    await server.kill()
    await expect.poll(() => cache.isUp()).toBe(false)
    const ms = await timed(async () => {
      for (let turn = 0; turn < 100; turn++) {
        expect(await cache.get('key')).toBeNull()
        await cache.set('key', Buffer.from('lost'), 60)
      }
    })
    expect(ms).toBeLessThan(500)

    await server.start()
    await expect.poll(() => cache.isUp()).toBe(true)
    await cache.set('key', Buffer.from('again'), 60)
    expect((await cache.get('key'))?.toString()).toBe('again')
    expect(changes).toEqual([true, false, true])
  })

  it('waits for a silent Redis a few times and not with every request', async () => {
    server.silence()
    const ms = await timed(async () => {
      for (let turn = 0; turn < 200; turn++) expect(await cache.get('key')).toBeNull()
    })
    // Three time-outs of 50 ms open the breaker; without it these are ten seconds.
    expect(ms).toBeGreaterThan(100)
    expect(ms).toBeLessThan(1_500)
    expect(cache.isUp()).toBe(false)

    server.wake()
    await expect.poll(() => cache.isUp()).toBe(true)
    await cache.set('key', Buffer.from('again'), 60)
    expect((await cache.get('key'))?.toString()).toBe('again')
  })

  it('connects to a Redis that was silent from the start, once it answers', async () => {
    server.silence()
    const late = openRedis(server.url)
    const ms = await timed(() => late.settled())
    expect(ms).toBeLessThan(2_000)
    expect(late.isUp()).toBe(false)
    server.wake()
    await expect.poll(() => late.isUp()).toBe(true)
    await late.close()
  })

  it('takes what arrived while this process was busy for an answer in time', async () => {
    await cache.set('key', Buffer.from('value'), 60)
    const asked = cache.get('key')
    await new Promise(setImmediate)
    block(120)
    expect((await asked)?.toString()).toBe('value')
  })

  it('goes on without a Redis that is full or read-only', async () => {
    await cache.set('kept', Buffer.from('value'), 60)
    for (const setting of [
      ['maxmemory', '1'],
      ['min-replicas-to-write', '1'],
    ] as const) {
      await connection.run((client) => client.config('SET', ...setting))
      await cache.set('refused', Buffer.from('value'), 60)
      await cache.count('list', new Map([['a', 1]]), 60)
      expect([await cache.get('refused'), await cache.top('list', 1), cache.isUp()]).toEqual([null, [], true])
      expect((await cache.get('kept'))?.toString()).toBe('value')
      await connection.run((client) => client.config('SET', setting[0], '0'))
    }
  })

  it('takes junk, cut-off values and values of another key or type for none', async () => {
    await cache.set('whole', Buffer.from('a value of some length'), 60)
    const whole = await connection.run((client) => client.getBuffer('whole'))
    const junk: Record<string, Buffer> = {
      text: Buffer.from('{"answer": "wrong"}'),
      empty: Buffer.alloc(0),
      cut: whole?.subarray(0, -1) ?? Buffer.alloc(0),
      other: whole ?? Buffer.alloc(0),
    }
    for (const [key, bytes] of Object.entries(junk)) await connection.run((client) => client.set(key, bytes))
    await connection.run((client) => client.rpush('list', 'a'))

    const found = await Promise.all([...Object.keys(junk), 'list'].map((key) => cache.get(key)))
    expect(found).toEqual([null, null, null, null, null])
    expect(await cache.top('text', 10)).toEqual([])
    await cache.set('list', Buffer.from('healed'), 60)
    expect((await cache.get('list'))?.toString()).toBe('healed')
  })

  it('keeps nothing for ever', async () => {
    const key = randomUUID()
    await cache.set(key, Buffer.from('value'), 60)
    await cache.count(`${key}:list`, new Map([['a', 1]]), 60)
    for (const name of [key, `${key}:list`]) {
      const ttlMs = await connection.run((client) => client.pttl(name))
      expect(ttlMs).toBeGreaterThan(50_000)
      expect(ttlMs).toBeLessThanOrEqual(60_000)
    }
  })

  it('tells whoever runs commands that it cannot, without the address and its password', async () => {
    await server.kill()
    await expect.poll(() => connection.isUp()).toBe(false)
    const refusal = await connection.run((client) => client.get('key')).catch((error) => error)
    expect(refusal).toMatchObject({ kind: 'unavailable', code: 'redis', retryable: true })
  })
})

it('settles on a Redis that does not exist, and stays down', async () => {
  const connection = openRedis('redis://127.0.0.1:1/0')
  await connection.settled()
  expect(connection.isUp()).toBe(false)
  await connection.close()
})

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** As a long computation does. */
function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
