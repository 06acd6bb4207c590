/**
 * How many processes count requests in the same Redis: when it is away, each allows its share.
 *
 * Each tells Redis every few seconds that it is there, along with its requests: one that has none needs no share.
 */
import { randomUUID } from 'node:crypto'
import { runScript, type ScriptRunner } from './redis-limiter.ts'

const BEAT_MS = 5_000
/** Three beats missed: it is gone. */
const GONE_MS = 15_000

const SCRIPT = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zadd', KEYS[1], now, ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - ${GONE_MS})
redis.call('pexpire', KEYS[1], ${GONE_MS})
return redis.call('zcard', KEYS[1])
`

export interface Peers {
  /** At least 1: this one. As of the last beat that got through. */
  count(): number
  /** Tells Redis of this one when it is time to; nobody waits for it. */
  beat(): void
}

export function watchPeers(redis: ScriptRunner, prefix: string, now: () => number = () => performance.now()): Peers {
  const id = randomUUID()
  let count = 1
  let nextAt = 0
  return {
    count: () => count,
    beat() {
      if (now() < nextAt) return
      nextAt = now() + BEAT_MS
      runScript(redis, SCRIPT, [`${prefix}processes`], [id]).then(
        (answer) => {
          count = Math.max(1, Number(answer) || 1)
        },
        () => {},
      )
    },
  }
}
