import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { standing } from './gcra.ts'
import { aBucket } from './limiter.contract.ts'
import type { Limiter } from './limiter.ts'
import { openProcessLimiter } from './process-limiter.ts'
import { openSteadyLimiter } from './steady-limiter.ts'

/** A shared limiter that can go away, be emptied, and take its time. */
function aWorld(processes = 1) {
  const state = { isAway: false, shared: openProcessLimiter(), delayMs: 0 }
  const shared: Limiter = {
    async take(buckets, options) {
      await sleep(state.delayMs)
      if (state.isAway) throw new AppError('unavailable', 'Redis is away.')
      return state.shared.take(buckets, options)
    },
  }
  const open = () =>
    openSteadyLimiter({ shared, own: openProcessLimiter(), peers: { count: () => processes, beat: () => {} } })
  const empty = () => {
    state.shared = openProcessLimiter()
  }
  return { state, open, empty }
}

async function allowedOf(limiter: Limiter, bucket: ReturnType<typeof aBucket>, requests: number): Promise<number> {
  let allowed = 0
  for (let n = 0; n < requests; n++) if ((await limiter.take([bucket])).isAllowed) allowed++
  return allowed
}

it('goes on counting from where Redis was when it goes', async () => {
  const { state, open } = aWorld()
  const [limiter, bucket] = [open(), aBucket({ limit: 10 })]
  expect(await allowedOf(limiter, bucket, 6)).toBe(6)
  state.isAway = true
  expect(await allowedOf(limiter, bucket, 20)).toBe(4)
})

it('tells a Redis that comes back empty what it had allowed', async () => {
  const { state, open, empty } = aWorld()
  const [limiter, bucket] = [open(), aBucket({ limit: 10 })]
  expect(await allowedOf(limiter, bucket, 10)).toBe(10)
  state.isAway = true
  empty()
  state.isAway = false
  expect(await allowedOf(limiter, bucket, 20)).toBe(0)
})

it('allows each process its share while Redis is away, and at least one request', async () => {
  const { state, open } = aWorld(3)
  state.isAway = true
  const [bucket, small] = [aBucket({ limit: 30 }), aBucket({ limit: 1 })]
  const shares = [await allowedOf(open(), bucket, 50), await allowedOf(open(), bucket, 50)]
  expect(shares).toEqual([10, 10])
  expect(await allowedOf(open(), small, 5)).toBe(1)
})

it('adds no time on the way to a debt', async () => {
  const { state, open } = aWorld()
  state.delayMs = 40
  const limiter = open()
  const bucket = aBucket({ limit: 100 })
  let remaining = 0
  for (let n = 0; n < 10; n++) {
    const { debtsMs } = await limiter.take([bucket])
    remaining = standing(bucket.rate, debtsMs[0] ?? 0).remaining
  }
  // Were the way counted, ten times 40 ms would make an eleventh request of it.
  expect(remaining).toBe(90)
})

it('does not hide a fault of ours behind the fallback', async () => {
  const shared: Limiter = { take: () => Promise.reject(new TypeError('a bug')) }
  const peers = { count: () => 1, beat: () => {} }
  await expect(openSteadyLimiter({ shared, own: openProcessLimiter(), peers }).take([aBucket()])).rejects.toThrow(
    'a bug',
  )
})
