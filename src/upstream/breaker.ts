/** Stops asking one who does not answer: after a few silences nobody asks for a while, then one tries. No timers. */

export interface Breaker {
  /** Whether to ask now. Who is told yes reports what came of it. */
  mayTry(): boolean
  succeeded(): void
  failed(): void
  /** Without asking for leave: whether the next one would get it. */
  isOpen(): boolean
}

export interface BreakerOptions {
  /** Silences in a row that open it. Default 3: a single one may be a pause of this process. */
  failures?: number
  /** Default 1,000. */
  pauseMs?: number
  now?: () => number
}

export function createBreaker(options: BreakerOptions = {}): Breaker {
  const { failures: limit = 3, pauseMs = 1_000, now = () => performance.now() } = options
  let failures = 0
  let openUntil = 0
  const isOpen = () => failures >= limit && now() < openUntil
  return {
    isOpen,
    mayTry: () => {
      if (failures < limit) return true
      if (now() < openUntil) return false
      // This one tries; the others wait as long again, or until it has succeeded.
      openUntil = now() + pauseMs
      return true
    },
    succeeded: () => {
      failures = 0
    },
    failed: () => {
      failures++
      if (failures >= limit) openUntil = now() + pauseMs
    },
  }
}
