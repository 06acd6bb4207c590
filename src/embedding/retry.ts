/** Repeats a request that failed for a passing reason, as long as waiting makes sense. */
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../errors.ts'

export interface RetryOptions {
  /** Resolves after so long, or rejects with the reason of the signal. For tests. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  /** 0 to 1, for tests. */
  random?: () => number
}

const MAX_TRIES = 6
/** Of those that may have been charged: the answer came and was nonsense, or was still being made. */
const MAX_PAID_TRIES = 3
/** A server that asks for more is not waited for: the caller has better things to do. */
const MAX_WAIT_MS = 60_000
const MAX_BACKOFF_MS = 30_000

/**
 * Repeats what fails with a `retryable` AppError: after the time the server asked for, else after a random one that
 * doubles. At most 6 tries.
 *
 * @throws the error of the last try, or the reason of the signal.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { sleep = sleepFor, random = Math.random }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const waitMs = findWait(error, tries, random)
      if (waitMs === null) throw error
      await sleep(waitMs, signal)
    }
  }
}

/** How long to wait before the next try; null when there is to be none. */
function findWait(error: unknown, tries: number, random: () => number): number | null {
  if (!(error instanceof AppError) || !error.retryable) return null
  const isPaid = error.code === 'bad_answer' || error.kind === 'timeout'
  if (tries >= (isPaid ? MAX_PAID_TRIES : MAX_TRIES)) return null
  // Random, so that all who were sent away at one moment do not come back at one moment.
  if (error.retryAfterSeconds === undefined) return Math.min(MAX_BACKOFF_MS, 500 + random() * 500 * 2 ** tries)
  const askedMs = error.retryAfterSeconds * 1000
  return askedMs > MAX_WAIT_MS ? null : askedMs + random() * 250
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
