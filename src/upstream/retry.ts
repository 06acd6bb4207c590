/** Tries again what may succeed later, waiting longer each time, or as long as the other side asked for. */
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../errors.ts'

/** What tests replace. */
export interface Waiting {
  /** Resolves after so long, or rejects with the reason of the signal. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  /** 0 to 1. */
  random?: () => number
}

export interface RetryOptions {
  waiting: Waiting
  /** Tries in all. */
  attempts: number
  /** The first wait, at most; each is twice the one before. */
  backoffMs: number
  /** False: throw at once, because the caller knows something better than the same again. */
  mayRetry?: (error: AppError, attempt: number) => boolean
  signal?: AbortSignal | undefined
}

/** A longer wait than this is somebody else's business, a scheduler's or a person's: the error carries the time. */
const MAX_WAIT_SECONDS = 60

/** @throws what the last try threw; at once when it is not `retryable`; the reason of the signal. */
export async function withRetry<T>(run: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { sleep = sleepFor } = options.waiting
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      // The reason of a signal may be an error that calls itself retryable.
      options.signal?.throwIfAborted()
      const waitMs = findWait(error, attempt, options)
      if (waitMs === null) throw error
      await sleep(waitMs, options.signal)
    }
  }
}

/** How long to wait before the next try; null when there is to be none. */
function findWait(error: unknown, attempt: number, options: RetryOptions): number | null {
  if (!(error instanceof AppError) || !error.retryable || attempt >= options.attempts) return null
  if (options.mayRetry && !options.mayRetry(error, attempt)) return null
  const { retryAfterSeconds } = error
  if ((retryAfterSeconds ?? 0) > MAX_WAIT_SECONDS) return null
  // At random, so that all who were sent away at one moment do not come back at one moment. Never earlier than asked.
  const { random = Math.random } = options.waiting
  const half = (options.backoffMs * 2 ** (attempt - 1)) / 2
  const fixed = retryAfterSeconds === undefined ? half : retryAfterSeconds * 1000
  return Math.round(fixed + random() * half)
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
