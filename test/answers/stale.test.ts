/** Short form of bench/stale.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisConnection } from '../../src/cache/redis.ts'
import { openRedisCache } from '../../src/cache/redis-cache.ts'
import type { Db } from '../../src/store/db.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openTestPostgres, testDatabaseUrl } from '../database.ts'
import { connectRedis, testRedisUrl } from '../redis.ts'
import { runStaleTrials } from './stale-trials.ts'

describe.skipIf(!testDatabaseUrl || !testRedisUrl)('after a post is edited, hidden or deleted', () => {
  let db: Db & { url: string }
  let second: Db
  let connections: RedisConnection[]
  beforeAll(async () => {
    db = await openTestPostgres()
    await migrate(db, await readMigrations())
    second = openPostgres(db.url)
    connections = [await connectRedis(testRedisUrl ?? ''), await connectRedis(testRedisUrl ?? '')]
  })
  afterAll(async () => {
    for (const connection of connections ?? []) await connection.close()
    await second?.close()
    await db?.close()
  })

  it('nothing of what it was comes out, from whichever process, also in the middle of a stream', async () => {
    const [one, other] = connections.map(openRedisCache)
    if (!one || !other) throw new Error('there are two connections')
    const seed = Date.now() % 1_000_000
    const stores = [
      { db, cache: one },
      { db: second, cache: other },
    ]
    const report = await runStaleTrials({ stores, trials: 60, seed })

    expect(report.stale, `seed ${seed}`).toEqual([])
    // Without answers from the cache and streams that were met by a change, nothing would be shown by it.
    expect(report.cached).toBeGreaterThan(20)
    expect(report.midStream).toBeGreaterThan(20)
    expect(report.brokenOff).toBeGreaterThan(3)
  })
})
