import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { aBucket } from './limiter.contract.ts'
import type { Limiter } from './limiter.ts'
import { openProcessLimiter } from './process-limiter.ts'
import { openSteadyLimiter } from './steady-limiter.ts'

/** A shared limiter that can go away and be emptied. */
function aWorld(processes = 1) {
  const state = { isAway: false, shared: openProcessLimiter() }
  const shared: Limiter = {
    async take(buckets, options) {
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
  let clock = 0
  const now = () => clock
  const redis = openProcessLimiter(now)
  const far: Limiter = {
    async take(buckets, options) {
      clock += 1_000
      const verdict = await redis.take(buckets, options)
      clock += 1_000
      return verdict
    },
  }
  const limiter = openSteadyLimiter({
    shared: far,
    own: openProcessLimiter(now),
    peers: { count: () => 1, beat: () => {} },
    now,
  })
  const bucket = aBucket({ limit: 100, windowMs: 600_000 })
  const debts = []
  for (let n = 0; n < 3; n++) debts.push(...(await limiter.take([bucket])).debtsMs)
  // 6 s for each request, less the 2 s between one and the next.
  expect(debts).toEqual([6_000, 10_000, 14_000])
})

it('does not hide a fault of ours behind the fallback', async () => {
  const shared: Limiter = { take: () => Promise.reject(new TypeError('a bug')) }
  const peers = { count: () => 1, beat: () => {} }
  await expect(openSteadyLimiter({ shared, own: openProcessLimiter(), peers }).take([aBucket()])).rejects.toThrow(
    'a bug',
  )
})
