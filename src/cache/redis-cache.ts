/** Cache in Redis: one for all processes. Values are sealed, so that junk in Redis is a value we do not have. */
import { type Cache, LIST_NAMES, MAX_BYTES } from './cache.ts'
import type { RedisConnection } from './redis.ts'
import { seal, unseal } from './sealed.ts'

export function openRedisCache({ run, isUp }: RedisConnection): Cache {
  return {
    place: 'redis',
    isUp,
    async get(key) {
      const sealed = await run((client) => client.getBuffer(key)).catch(() => null)
      return sealed && unseal(key, sealed)
    },
    async set(key, bytes, ttlSeconds) {
      if (bytes.length > MAX_BYTES) return
      await run((client) => client.set(key, seal(key, bytes), 'PX', toMs(ttlSeconds))).catch(() => {})
    },
    async delete(key) {
      await run((client) => client.unlink(key)).catch(() => {})
    },
    async count(list, counts, ttlSeconds) {
      if (counts.size === 0) return
      await run((client) => {
        const pipeline = client.pipeline()
        for (const [name, count] of counts) pipeline.zincrby(list, count, name)
        return pipeline
          .zremrangebyrank(list, 0, -1 - LIST_NAMES)
          .pexpire(list, toMs(ttlSeconds))
          .exec()
      }).catch(() => {})
    },
    async top(list, limit) {
      // Names and counts by turns: the shape of RESP 2, which ioredis keeps.
      const flat = await run((client) => client.zrange(list, 0, `${limit - 1}`, 'REV', 'WITHSCORES')).catch(() => [])
      return flat.flatMap((name, index) => (index % 2 === 0 ? { name, count: Number(flat[index + 1]) } : []))
    },
    // The connection belongs to whoever opened it.
    close: async () => {},
  }
}

/** Redis takes no fraction and no 0. */
function toMs(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000))
}
