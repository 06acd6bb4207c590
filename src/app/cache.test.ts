import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { hasRedisServer, startRedis } from '../../test/redis.ts'
import { openProcessCache } from '../cache/process-cache.ts'
import { readConfig } from '../config.ts'
import type { Health } from '../http/parts.ts'
import { addCacheState, checkCache, openCache } from './cache.ts'

const silent = pino({ level: 'silent' })

it('keeps in this process without REDIS_URL', async () => {
  const { cache, redis, close } = await openCache(readConfig({}), silent)
  expect([cache.place, redis, (await checkCache(readConfig({}))).state]).toEqual(['process', null, 'skip'])
  await close()
})

describe.skipIf(!hasRedisServer)('with REDIS_URL', () => {
  it('keeps in Redis, and says once that it is away and once that it is back', async () => {
    const server = await startRedis()
    const lines: string[] = []
    const log = pino({ level: 'info' }, new Writable({ write: (line, _, done) => done(void lines.push(String(line))) }))
    const { cache, close } = await openCache(readConfig({ REDIS_URL: server.url }), log)
    expect([cache.place, cache.isUp()]).toEqual(['redis', true])

    await server.kill()
    await expect.poll(() => cache.isUp()).toBe(false)
    await server.start()
    await expect.poll(() => cache.isUp()).toBe(true)

    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'Redis is there',
      'Redis is away: nothing is cached until it is back',
      'Redis is there',
    ])
    await close()
    await server.kill()
  })

  it('checks that Redis is there and makes room when it is full', async () => {
    const server = await startRedis()
    const config = readConfig({ REDIS_URL: server.url })
    expect(await checkCache(config)).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^Redis \d+\.\d+/) })
    await server.kill()
    expect(await checkCache(config)).toMatchObject({ state: 'warn', remedy: expect.stringContaining('REDIS_URL') })

    const full = await startRedis('--maxmemory', '10mb', '--maxmemory-policy', 'noeviction')
    const check = await checkCache(readConfig({ REDIS_URL: full.url }))
    expect(check).toMatchObject({ state: 'warn', remedy: expect.stringContaining('allkeys-lru') })
    await full.kill()
  })
})

it('tells of a cache that is away, and never makes it look better or worse than that', () => {
  const sync = { isRunning: false, lastStartedAt: null, lastOutcome: null, pendingVectors: 0 }
  const well: Health = { status: 'ok', database: 'ok', cache: 'ok', embedder: 'ok', sync, notes: [] }
  const cache = openProcessCache()
  const away = { ...cache, isUp: () => false }

  expect(addCacheState(well, cache)).toEqual(well)
  expect(addCacheState(well, away)).toMatchObject({ status: 'degraded', cache: 'degraded', database: 'ok' })
  expect(addCacheState({ ...well, status: 'down' }, away)).toMatchObject({ status: 'down', cache: 'degraded' })
})
