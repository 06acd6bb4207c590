/**
 * Keeps callers away from a model that is down: without it, each of them would wait out the deadline.
 *
 * Shut after what time alone does not heal (quota, key, name), after a server's own wish to be left alone, or after
 * several failures in a row. When the time is up one caller tries, and the others wait for what becomes of it.
 */
import { AppError } from '../errors.ts'

export interface Gate {
  /** @throws AppError as the one that shut it, with the seconds that are left, while it is shut. */
  check(): void
  /** Before a call. @throws as `check` */
  enter(): Pass
}

/** Of one call. What becomes of it is to be told by one of the last three; what comes after that does nothing. */
export interface Pass {
  /** The model answers: others may come in, before this answer has ended. */
  open(): void
  succeed(): void
  fail(error: unknown): void
  /** Nothing was learned: the caller left. */
  leave(): void
}

/** A wish to be left alone that is longer than this is not waited for within a call. */
export const MAX_PATIENCE_SECONDS = 5

const LASTING = new Set(['insufficient_quota', 'unauthorized', 'not_found'])
const LASTING_SECONDS = 60
const MAX_SHUT_SECONDS = 60
const FIRST_SHUT_SECONDS = 5
const FAILURES_IN_A_ROW = 3

/** @param now Milliseconds that only grow. */
export function createGate(now: () => number = () => performance.now()): Gate {
  let reason: AppError | null = null
  let shutUntil = 0
  let seconds = FIRST_SHUT_SECONDS
  let failures = 0
  let isTrying = false

  const shut = (error: AppError, forSeconds: number) => {
    reason = error
    shutUntil = now() + forSeconds * 1000
  }
  const check = () => {
    if (reason && (isTrying || now() < shutUntil)) throw again(reason, Math.max(1, (shutUntil - now()) / 1000))
  }
  const judge = (error: AppError) => {
    const wish = error.retryAfterSeconds ?? 0
    if (LASTING.has(error.code ?? '')) return shut(error, LASTING_SECONDS)
    if (wish > MAX_PATIENCE_SECONDS) return shut(error, Math.min(wish, MAX_SHUT_SECONDS))
    // A text may take too long because whoever reads it does.
    if (!error.retryable || error.code === 'too_slow') return
    failures++
    if (failures < FAILURES_IN_A_ROW) return
    shut(error, seconds)
    seconds = Math.min(seconds * 2, MAX_SHUT_SECONDS)
  }

  return {
    check,
    enter: () => {
      check()
      const isTrial = reason !== null
      isTrying = isTrial
      let isOver = !isTrial
      const end = () => {
        if (!isOver) isTrying = false
        isOver = true
      }
      return {
        open: () => {
          end()
          reason = null
        },
        succeed: () => {
          end()
          reason = null
          failures = 0
          seconds = FIRST_SHUT_SECONDS
        },
        fail: (error) => {
          end()
          if (error instanceof AppError) judge(error)
        },
        leave: end,
      }
    },
  }
}

function again(reason: AppError, seconds: number): AppError {
  const { kind, message, code } = reason
  return new AppError(kind, message, {
    cause: reason,
    retryable: true,
    retryAfterSeconds: Math.ceil(seconds),
    ...(code !== undefined && { code }),
  })
}
