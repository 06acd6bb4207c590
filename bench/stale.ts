/**
 * Ask, then edit, rename, move, hide or delete a post, then ask again, a thousand times: stale answers after the commit.
 *
 *   TEST_DATABASE_URL=postgresql://… TEST_REDIS_URL=redis://… node bench/stale.ts [--trials 1000] [--seed 1]
 *
 * Two processes' worth of state on one PostgreSQL and one Redis. In half of the trials everything that was ever kept is put
 * back into Redis after the change, and in half a stream is under way. Exit code 1 when anything stale came out.
 */
import { parseArgs } from 'node:util'
import { openRedisCache } from '../src/cache/redis-cache.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { runStaleTrials } from '../test/answers/stale-trials.ts'
import { openTestPostgres } from '../test/database.ts'
import { connectRedis, testRedisUrl } from '../test/redis.ts'

const { values } = parseArgs({
  options: { trials: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
})
const db = await openTestPostgres()
await migrate(db, await readMigrations())
const second = openPostgres(db.url)
const connections = await Promise.all([connectRedis(testRedisUrl ?? ''), connectRedis(testRedisUrl ?? '')])
const caches = connections.map(openRedisCache)
const stores = [db, second].flatMap((one, index) => {
  const cache = caches[index]
  return cache ? [{ db: one, cache }] : []
})
const report = await runStaleTrials({ stores, trials: Number(values.trials), seed: Number(values.seed) })
const { stale, ...counts } = report
console.log({ ...counts, stale: stale.length })
for (const line of stale.slice(0, 20)) console.log(line)
for (const connection of connections) await connection.close()
await second.close()
await db.close()
process.exitCode = stale.length > 0 ? 1 : 0
