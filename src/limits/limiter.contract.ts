/** What every Limiter must do. Each implementation's test calls this once. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standing } from './gcra.ts'
import type { Bucket, Limiter } from './limiter.ts'

export function describeLimiter(name: string, open: () => Promise<{ limiter: Limiter; close(): Promise<void> }>): void {
  describe(`Limiter: ${name}`, () => {
    let opened: { limiter: Limiter; close(): Promise<void> }
    let limiter: Limiter
    beforeAll(async () => {
      opened = await open()
      limiter = opened.limiter
    })
    afterAll(() => opened.close())

    const allowedOf = async (bucket: Bucket, requests: number) => {
      let allowed = 0
      for (let n = 0; n < requests; n++) if ((await limiter.take([bucket])).isAllowed) allowed++
      return allowed
    }

    it('lets the limit come at once, and no more', async () => {
      expect(await allowedOf(aBucket({ limit: 7 }), 20)).toBe(7)
    })

    it('refills steadily', async () => {
      const bucket = aBucket({ limit: 10, windowMs: 1_000 })
      expect(await allowedOf(bucket, 15)).toBe(10)
      const { debtsMs } = await limiter.take([bucket])
      const { waitMs } = standing(bucket.rate, debtsMs[0] ?? 0)
      expect(waitMs).toBeGreaterThan(0)
      expect(waitMs).toBeLessThanOrEqual(100)
      await sleep(waitMs + 2)
      expect((await limiter.take([bucket])).isAllowed).toBe(true)
    })

    it('allows no more than the limit of many that come at the same moment', async () => {
      const bucket = aBucket({ limit: 60 })
      const verdicts = await Promise.all(Array.from({ length: 500 }, () => limiter.take([bucket])))
      expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(60)
    })

    it('takes from all buckets or from none', async () => {
      const [wide, narrow] = [aBucket({ limit: 100 }), aBucket({ limit: 2 })]
      const verdicts = []
      for (let n = 0; n < 5; n++) verdicts.push(await limiter.take([wide, narrow]))
      expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, true, false, false, false])
      const left = verdicts.map(({ debtsMs }) => standing(wide.rate, debtsMs[0] ?? 0).remaining)
      expect(left).toEqual([99, 98, 98, 98, 98])
    })

    it('keeps buckets apart', async () => {
      const [one, other] = [aBucket({ limit: 1 }), aBucket({ limit: 1 })]
      expect([await allowedOf(one, 3), await allowedOf(other, 3)]).toEqual([1, 1])
    })

    it('counts a request for as many as it costs, and one that costs more than there is for all', async () => {
      const bucket = aBucket({ limit: 10 })
      const allowed = []
      for (const cost of [4, 4, 4, 2]) allowed.push((await limiter.take([bucket], { cost })).isAllowed)
      expect(allowed).toEqual([true, true, false, true])
      expect((await limiter.take([aBucket({ limit: 3 })], { cost: 50 })).isAllowed).toBe(true)
    })

    it('believes that a bucket owes more than it knows of, and never more than the whole of it', async () => {
      const bucket = aBucket({ limit: 10, windowMs: 10_000 })
      expect((await limiter.take([bucket], { knownMs: [9_500] })).isAllowed).toBe(false)
      const { debtsMs } = await limiter.take([aBucket({ limit: 10, windowMs: 10_000 })], { knownMs: [1e9] })
      expect(debtsMs[0]).toBe(10_000)
    })
  })
}

/** Of nobody else. One a minute is refilled so slowly that no test sees it. */
export function aBucket({ limit = 10, windowMs = 600_000 }: Partial<Bucket['rate']> = {}): Bucket {
  return { name: `test:${randomUUID()}`, rate: { limit, windowMs } }
}
