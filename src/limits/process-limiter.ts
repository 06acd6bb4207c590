/** Limiter in the memory of this process. */
import { debtOf, take } from './gcra.ts'
import { keepNewest } from './keep-newest.ts'
import type { Bucket, Limiter, Verdict } from './limiter.ts'

export interface ProcessLimiter extends Limiter {
  /** What each bucket owes, as far as this process knows. */
  debtsOf(buckets: readonly Bucket[]): number[]
  /** Remembers what somebody else counted. @param askedAt On the clock of `now`. */
  learn(buckets: readonly Bucket[], debtsMs: readonly number[], askedAt: number): void
}

/** Some 10 MB. Who has more addresses than that at once finds one of them forgotten, and is held by the limit of his key. */
const MAX_BUCKETS = 50_000

/** @param now Milliseconds that only go forward. */
export function openProcessLimiter(now: () => number = () => performance.now()): ProcessLimiter {
  const fullAts = new Map<string, number>()
  const fullAtOf = ({ name }: Bucket) => fullAts.get(name) ?? 0
  const keep = ({ name }: Bucket, fullAt: number) => keepNewest(fullAts, name, fullAt, MAX_BUCKETS)

  return {
    async take(buckets, { cost = 1, knownMs = [] } = {}): Promise<Verdict> {
      const at = now()
      const owed = buckets.map((bucket, index) =>
        debtOf(bucket.rate, Math.max(fullAtOf(bucket) - at, knownMs[index] ?? 0)),
      )
      const taken = buckets.map(({ rate }, index) => take(rate, at + (owed[index] ?? 0), at, cost))
      const isAllowed = taken.every((one) => one.isAllowed)
      const debtsMs = isAllowed ? taken.map(({ fullAt }) => fullAt - at) : owed
      for (const [index, bucket] of buckets.entries()) keep(bucket, at + (debtsMs[index] ?? 0))
      return { isAllowed, debtsMs }
    },
    debtsOf(buckets) {
      const at = now()
      return buckets.map((bucket) => Math.max(0, fullAtOf(bucket) - at))
    },
    learn(buckets, debtsMs, askedAt) {
      for (const [index, bucket] of buckets.entries()) {
        // Answers may overtake one another: the later moment is the one that knows more.
        keep(bucket, Math.max(fullAtOf(bucket), askedAt + (debtsMs[index] ?? 0)))
      }
    },
  }
}
