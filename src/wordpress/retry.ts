/** Tries again what may succeed later, waiting longer each time, or as long as the other side asked for. */
import { AppError } from '../errors.ts'

export interface Waiting {
  sleep: (ms: number) => Promise<void>
  /** 0 to 1. */
  random: () => number
}

export interface RetryOptions extends Waiting {
  /** Tries in all. */
  attempts: number
  /** False: throw at once, because the caller knows something better than the same again. */
  mayRetry?: (error: AppError, attempt: number) => boolean
}

const BASE_MS = 500
const MAX_BACKOFF_MS = 15_000
/** A longer wait than this is the scheduler's business: the error carries the time. */
const MAX_WAIT_SECONDS = 60

/** @throws what the last try threw; at once when it is not `retryable`. */
export async function withRetry<T>(run: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof AppError) || !error.retryable || attempt >= options.attempts) throw error
      if (options.mayRetry && !options.mayRetry(error, attempt)) throw error
      if ((error.retryAfterSeconds ?? 0) > MAX_WAIT_SECONDS) throw error
      await options.sleep(waitMs(attempt, error.retryAfterSeconds, options.random))
    }
  }
}

/** Half fixed, half random, so that many clients do not come back together. Never earlier than asked. */
function waitMs(attempt: number, retryAfterSeconds: number | undefined, random: () => number): number {
  const backoff = Math.min(MAX_BACKOFF_MS, BASE_MS * 2 ** (attempt - 1))
  const jittered = backoff * (0.5 + random() / 2)
  return Math.round(retryAfterSeconds === undefined ? jittered : retryAfterSeconds * 1000 + jittered / 2)
}
