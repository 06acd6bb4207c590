/** One request against its limits: what the caller is told of them. */
import { standing } from './gcra.ts'
import type { Limiter } from './limiter.ts'
import { type Limited, type LimitSettings, policiesFor } from './policies.ts'

export interface Standing {
  /** Of the policy. */
  name: string
  limit: number
  windowSeconds: number
  /** Requests that would be allowed now. */
  remaining: number
  /** Until the next request is allowed: 0 when one is. */
  waitSeconds: number
  /** Until the whole limit is there again. */
  fullSeconds: number
}

export interface LimitVerdict {
  isAllowed: boolean
  /** Empty where nothing limits. */
  standings: Standing[]
}

export interface Limits {
  /** Counts a request. Never rejects for a Redis that is away. */
  take(request: Limited): Promise<LimitVerdict>
}

export function openLimits(limiter: Limiter, settings: LimitSettings): Limits {
  return {
    async take(request) {
      const policies = policiesFor(request, settings)
      if (policies.length === 0) return { isAllowed: true, standings: [] }
      const { isAllowed, debtsMs } = await limiter.take(policies)
      const standings = policies.map(({ title, rate }, index) => {
        const debtMs = debtsMs[index] ?? 0
        const { remaining, waitMs } = standing(rate, debtMs)
        return {
          name: title,
          limit: rate.limit,
          windowSeconds: rate.windowMs / 1000,
          remaining,
          waitSeconds: waitMs / 1000,
          fullSeconds: debtMs / 1000,
        }
      })
      return { isAllowed, standings }
    },
  }
}
