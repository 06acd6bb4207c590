import fc from 'fast-check'
import { expect, it } from 'vitest'
import { standing, take } from './gcra.ts'

it.each([1, 2, 3, 7, 60, 61, 997, 1_000_000])('lets %i come at once and not one more', (limit) => {
  const rate = { limit, windowMs: 60_000 }
  const tries = Math.min(limit, 1_000)
  let fullAt = 0
  for (let n = 0; n < tries; n++) {
    const taken = take(rate, fullAt, 5_000)
    expect(taken.isAllowed).toBe(true)
    fullAt = taken.fullAt
  }
  if (tries === limit) expect(take(rate, fullAt, 5_000).isAllowed).toBe(false)
})

it('allows in any span what the bucket holds and what refills meanwhile', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), gaps, (limit, waits) => {
      const rate = { limit, windowMs: 10_000 }
      const allowedAt: number[] = []
      let [now, fullAt] = [0, 0]
      for (const wait of waits) {
        now += wait
        const taken = take(rate, fullAt, now)
        fullAt = taken.fullAt
        if (taken.isAllowed) allowedAt.push(now)
      }
      for (const [index, from] of allowedAt.entries()) {
        const [last] = allowedAt.slice(-1)
        const most = limit + ((last ?? from) - from) / (rate.windowMs / limit)
        expect(allowedAt.length - index).toBeLessThanOrEqual(most + 0.01)
      }
    }),
  )
})

it('says truly when the next one passes', () => {
  const rate = { limit: 7, windowMs: 60_000 }
  let fullAt = 0
  for (let n = 0; n < 7; n++) fullAt = take(rate, fullAt, 100).fullAt
  const refused = take(rate, fullAt, 100)

  expect(take(rate, refused.fullAt, 100 + refused.waitMs - 1).isAllowed).toBe(false)
  expect(take(rate, refused.fullAt, 100 + refused.waitMs).isAllowed).toBe(true)
})

it('forgives what lies further ahead than the window: a clock was set back', () => {
  expect(take({ limit: 10, windowMs: 1_000 }, 1e15, 0)).toMatchObject({ isAllowed: false, fullAt: 1_000 })
})

it('tells how many are left', () => {
  const rate = { limit: 4, windowMs: 1_000 }
  expect([0, 1, 250, 750, 751, 1_000].map((debt) => standing(rate, debt).remaining)).toEqual([4, 3, 3, 1, 0, 0])
})
