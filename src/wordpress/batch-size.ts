/** How many posts to ask for at once: learned from how one site answers, kept for as long as its client lives. */

export interface BatchSize {
  /** 1 to the maximum. */
  readonly current: number
  answered(ms: number): void
  /** Too slow, too big or broken: ask for half. */
  failed(): void
  /** The site takes no more than this. */
  capAt(size: number): void
}

const FAST_MS = 3_000
/** A site that has failed once must be fast this often before we ask for more. */
const CAREFUL_STREAK = 3

/** @param limits.max 100 is the most WordPress gives. */
export function openBatchSize(limits: { start: number; max: number }): BatchSize {
  let { start: current, max } = limits
  let streak = 0
  let needed = 1
  return {
    get current() {
      return current
    },
    answered(ms) {
      streak = ms < FAST_MS ? streak + 1 : 0
      if (streak < needed) return
      current = Math.min(max, current * 2)
      streak = 0
    },
    failed() {
      current = Math.max(1, Math.floor(current / 2))
      streak = 0
      needed = CAREFUL_STREAK
    },
    capAt(size) {
      max = Math.max(1, Math.min(max, size))
      current = Math.min(current, max)
    },
  }
}
