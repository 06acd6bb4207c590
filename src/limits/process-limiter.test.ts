import { expect, it } from 'vitest'
import { aBucket, describeLimiter } from './limiter.contract.ts'
import { openProcessLimiter } from './process-limiter.ts'

describeLimiter('in process', async () => ({ limiter: openProcessLimiter(), close: async () => {} }))

it('learns what others counted, of the moment they were asked', async () => {
  let now = 1_000
  const limiter = openProcessLimiter(() => now)
  const bucket = aBucket({ limit: 10, windowMs: 10_000 })
  limiter.learn([bucket], [4_000], 900)
  expect(limiter.debtsOf([bucket])).toEqual([3_900])

  limiter.learn([bucket], [1_000], 950)
  expect(limiter.debtsOf([bucket])).toEqual([3_900])
  now = 4_900
  expect(limiter.debtsOf([bucket])).toEqual([0])
})
