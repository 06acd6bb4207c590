/** Whether questions may be sent here: what /readyz answers, soon whatever happens. */
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { refuseRestored } from './guard-restored.ts'

/** A probe that hears nothing for a second counts as failed all the same, and does not say why. */
const ANSWER_MS = 900

/** One look at a time, whoever asks: a database that hangs is not asked again by every probe. */
export function openReadiness(db: Db): () => Promise<boolean> {
  let looking: Promise<void> | null = null
  return async () => {
    looking ??= refuseRestored(db).finally(() => {
      looking = null
    })
    const timer = new AbortController()
    const late = sleep(ANSWER_MS, 'late', { signal: timer.signal }).catch(() => 'in time')
    const first = await Promise.race([looking.then(() => 'ready'), late]).finally(() => timer.abort())
    if (first === 'ready') return true
    throw new AppError('unavailable', 'The database does not answer.', {
      retryable: true,
      retryAfterSeconds: 2,
      code: 'database',
    })
  }
}
