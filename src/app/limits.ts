/** The limits the configuration names: counted in Redis for all processes, or by this one alone. */
import type { RedisConnection } from '../cache/redis.ts'
import type { Config } from '../config.ts'
import type { Limiter } from '../limits/limiter.ts'
import { type Limits, openLimits } from '../limits/limits.ts'
import { watchPeers } from '../limits/peers.ts'
import { openProcessLimiter } from '../limits/process-limiter.ts'
import { openRedisLimiter } from '../limits/redis-limiter.ts'
import { openSteadyLimiter } from '../limits/steady-limiter.ts'

/** @param installation Tells several of them in one Redis apart, and is the same for all processes of one. */
export function openConfiguredLimits({ http }: Config, redis: RedisConnection | null, installation: string): Limits {
  return openLimits(openLimiter(redis, `askpress:limit:${installation}:`), {
    perMinute: http.rateLimitPerMinute,
    burst: http.rateLimitBurst,
    isOpenLimited: http.isRateLimitChosen,
  })
}

function openLimiter(redis: RedisConnection | null, prefix: string): Limiter {
  const own = openProcessLimiter()
  if (redis === null) return own
  return openSteadyLimiter({ shared: openRedisLimiter(redis, prefix), own, peers: watchPeers(redis, prefix) })
}
