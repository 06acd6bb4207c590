/** The cache the configuration names, and how its state is told: Redis for all processes, or the memory of this one. */
import type { Logger } from 'pino'
import type { Cache } from '../cache/cache.ts'
import { openProcessCache } from '../cache/process-cache.ts'
import { openRedis, type RedisConnection } from '../cache/redis.ts'
import { openRedisCache } from '../cache/redis-cache.ts'
import type { Check } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { messageOf } from '../errors.ts'
import type { Health } from '../http/parts.ts'

export interface OpenCache {
  cache: Cache
  /** Null without REDIS_URL. */
  redis: RedisConnection | null
  close(): Promise<void>
}

/** Never fails: a Redis that is away is looked for again and again, and nothing is kept until then. */
export async function openCache({ redisUrl }: Config, log: Logger): Promise<OpenCache> {
  if (redisUrl === null) {
    const cache = openProcessCache()
    return { cache, redis: null, close: () => cache.close() }
  }
  const onChange = ({ isUp, reason }: { isUp: boolean; reason: string }) => {
    if (isUp) log.info('Redis is there')
    else log.warn({ reason }, 'Redis is away: nothing is cached until it is back')
  }
  const redis = openRedis(redisUrl, { onChange })
  await redis.settled()
  return { cache: openRedisCache(redis), redis, close: () => redis.close() }
}

/** A service without its cache works, at a higher price. */
export function addCacheState(health: Health, cache: Cache): Health {
  if (cache.isUp()) return health
  const notes = [...health.notes, 'Redis cannot be reached: nothing is cached. Check REDIS_URL.']
  return { ...health, status: health.status === 'down' ? 'down' : 'degraded', cache: 'degraded', notes }
}

/** For `doctor`: whether Redis is there, and whether it makes room when it is full. */
export async function checkCache({ redisUrl }: Config): Promise<Check> {
  const name = 'cache'
  if (redisUrl === null) return { name, state: 'skip', detail: 'in this process (REDIS_URL is not set)' }
  const redis = openRedis(redisUrl, { commandMs: 1_000 })
  try {
    await redis.settled()
    const facts = await redis.run((client) => client.info())
    const [version, policy] = [factOf(facts, 'redis_version'), factOf(facts, 'maxmemory_policy')]
    const detail = `Redis ${version}, ${policy} when full`
    if (policy !== 'noeviction' || factOf(facts, 'maxmemory') === '0') return { name, state: 'ok', detail }
    const remedy = 'Set maxmemory-policy to allkeys-lru: a full Redis keeps no new answers otherwise.'
    return { name, state: 'warn', detail, remedy }
  } catch (error) {
    // A warning: everything works without it.
    const remedy = 'Check REDIS_URL and that Redis runs. Until then nothing is cached.'
    return { name, state: 'warn', detail: messageOf(error), remedy }
  } finally {
    await redis.close()
  }
}

/** One of the lines `name:value` of INFO. */
function factOf(facts: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(facts)?.[1] ?? 'unknown'
}
