/**
 * Counts requests against buckets: all of them, or none when one is empty.
 *
 * Two implementations: redis-limiter.ts (one count for all processes) and process-limiter.ts (of this process alone). Both
 * must pass limiter.contract.ts.
 */
import type { Rate } from './gcra.ts'

export interface Bucket {
  /** Of whom: a key by its id, an address. Never a key itself. */
  name: string
  rate: Rate
}

export interface Verdict {
  isAllowed: boolean
  /** For each bucket, in order: until it is full again, this request counted in when it is allowed. */
  debtsMs: number[]
}

export interface TakeOptions {
  /** Default 1. */
  cost?: number
  /** What the caller knows each bucket to owe at least, wherever else that was forgotten. */
  knownMs?: readonly number[]
}

export interface Limiter {
  /** @throws AppError `unavailable` when it cannot count now. */
  take(buckets: readonly Bucket[], options?: TakeOptions): Promise<Verdict>
}
