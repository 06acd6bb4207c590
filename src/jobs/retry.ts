/** How long a job waits before it is tried again. Pure. */
import { AppError } from '../errors.ts'

/** Another run holds the site: it may end at any moment. */
const BUSY_WAIT_SECONDS = 5
const BUSY = new Set(['sync_running', 'lease_lost'])
const FIRST_WAIT_SECONDS = 60

export interface Wait {
  seconds: number
  /** False for a job that only came at a bad moment. */
  isFailure: boolean
}

/**
 * @param before How often in a row it has failed already.
 * @param maxSeconds The longest wait, also where the other side asks for more.
 * @returns Null when there is nothing left to try: the site was removed.
 */
export function waitAfter(error: unknown, before: number, maxSeconds: number): Wait | null {
  if (error instanceof AppError) {
    if (error.kind === 'not_found') return null
    if (BUSY.has(error.code ?? '')) return { seconds: BUSY_WAIT_SECONDS, isFailure: false }
  }
  const asked = error instanceof AppError ? (error.retryAfterSeconds ?? 0) : 0
  const backoff = FIRST_WAIT_SECONDS * 2 ** Math.min(before, 20)
  return { seconds: Math.ceil(Math.min(maxSeconds, Math.max(asked, backoff))), isFailure: true }
}
