/** Limiter in Redis: one script counts for all processes at once, by the clock of Redis alone. */
import { hash } from 'node:crypto'
import { AppError } from '../errors.ts'
import { priceMs, ROUNDING_MS } from './gcra.ts'
import type { Limiter, Verdict } from './limiter.ts'

/** What this needs of a connection to Redis. */
export interface ScriptRunner {
  /** @throws AppError `unavailable`. */
  run<T>(command: (client: ScriptClient) => Promise<T>): Promise<T>
}

export interface ScriptClient {
  evalsha(sha: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
}

/**
 * gcra.ts once more, in microseconds. For each bucket: its window, the price of this request, what the caller knows it to
 * owe. Each value lives until its bucket is full, so that nothing is kept for ever. Junk and values of another type count as
 * no debt.
 *
 * The answer: 1 or 0, then what each bucket owes.
 */
const SCRIPT = `
local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local owed, allowed = {}, 1
for i, key in ipairs(KEYS) do
  local window, price, known = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local full = tonumber(redis.pcall('get', key)) or 0
  owed[i] = math.min(window, math.max(full - now, known, 0))
  if owed[i] + price > window + ${ROUNDING_MS * 1000} then allowed = 0 end
end
for i, key in ipairs(KEYS) do
  owed[i] = math.floor(owed[i] + allowed * ARGV[3 * i - 1] + 0.5)
  if owed[i] > 0 then
    redis.call('set', key, string.format('%.0f', now + owed[i]), 'px', math.ceil(owed[i] / 1000))
  end
end
return { allowed, unpack(owed) }
`

/** @param prefix Of the names in Redis; every process of one installation has the same. */
export function openRedisLimiter(redis: ScriptRunner, prefix: string): Limiter {
  return {
    async take(buckets, { cost = 1, knownMs = [] } = {}): Promise<Verdict> {
      const names = buckets.map(({ name }) => prefix + name)
      const figures = buckets.flatMap(({ rate }, index) => [
        toMicroseconds(rate.windowMs),
        toMicroseconds(priceMs(rate, cost)),
        toMicroseconds(knownMs[index] ?? 0),
      ])
      return toVerdict(await runScript(redis, SCRIPT, names, figures), buckets.length)
    },
  }
}

/** By its hash, and whole when Redis does not know it: after a start, or emptied of scripts. */
export function runScript(
  redis: ScriptRunner,
  script: string,
  keys: readonly string[],
  values: readonly string[],
): Promise<unknown> {
  return redis.run((client) =>
    client.evalsha(hash('sha1', script), keys.length, ...keys, ...values).catch((error: Error) => {
      if (!error.message.startsWith('NOSCRIPT')) throw error
      return client.eval(script, keys.length, ...keys, ...values)
    }),
  )
}

function toVerdict(answer: unknown, count: number): Verdict {
  const [isAllowed, ...owed] = Array.isArray(answer) ? answer.map(Number) : []
  if (owed.length === count && owed.every(Number.isFinite)) {
    return { isAllowed: isAllowed === 1, debtsMs: owed.map((microseconds) => microseconds / 1000) }
  }
  throw new AppError('unavailable', 'Redis gave no answer of a limiter.', { code: 'redis', retryable: true })
}

function toMicroseconds(ms: number): string {
  return String(Math.max(0, ms * 1000))
}
