/**
 * Limiter that never fails: it counts in Redis, and in this process while Redis is away.
 *
 * What Redis counted is remembered here and what was counted here is told to Redis, so a Redis that dies, or comes back
 * empty, opens nothing. While it is away each process allows its share of every limit.
 */
import { AppError } from '../errors.ts'
import type { Limiter, Verdict } from './limiter.ts'
import type { Peers } from './peers.ts'
import type { ProcessLimiter } from './process-limiter.ts'

export interface SteadyParts {
  shared: Limiter
  own: ProcessLimiter
  peers: Peers
  /** The clock of `own`. */
  now?: () => number
}

export function openSteadyLimiter({ shared, own, peers, now = () => performance.now() }: SteadyParts): Limiter {
  return {
    async take(buckets, { cost = 1 } = {}): Promise<Verdict> {
      // Before the question: what Redis says is never newer than that, so no time on the way is added to a debt.
      const askedAt = now()
      try {
        const verdict = await shared.take(buckets, { cost, knownMs: own.debtsOf(buckets) })
        own.learn(buckets, verdict.debtsMs, askedAt)
        peers.beat()
        return verdict
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return own.take(buckets, { cost: cost * peers.count() })
      }
    },
  }
}
