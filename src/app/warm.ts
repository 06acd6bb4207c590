/** When the most frequent questions are asked again: by hand, and by a service after a sync that changed something. */
import type { Logger } from 'pino'
import type { App } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { AppError, messageOf } from '../errors.ts'
import type { SyncReport } from '../types.ts'

export interface Warmer {
  afterSync(reports: readonly SyncReport[]): void
  close(): Promise<void>
}

/** After a sync nobody waits, and nobody has asked for it: few questions, and not for every post that is edited. */
const AFTER_SYNC = 20
const PAUSE_MS = 60_000

export function openWarmer(warm: App['warm'], log: Logger): Warmer {
  const closing = new AbortController()
  let running = Promise.resolve()
  let nextAt = 0

  const run = async () => {
    try {
      const report = await warm(AFTER_SYNC, closing.signal)
      if (report.questions > 0) log.info(report, 'warm')
    } catch (error) {
      if (!closing.signal.aborted) log.warn({ reason: messageOf(error) }, 'frequent questions could not be asked again')
    }
  }

  return {
    afterSync(reports) {
      if (closing.signal.aborted || performance.now() < nextAt || !reports.some(hasChanged)) return
      nextAt = performance.now() + PAUSE_MS
      running = running.then(run)
    },
    close: async () => {
      closing.abort(new AppError('unavailable', 'The service is shutting down.'))
      await running
    },
  }
}

function hasChanged({ added, updated, revived, removed }: SyncReport): boolean {
  return added + updated + revived + removed > 0
}

/** @throws AppError `invalid_config` when nobody else would find what is made ready. */
export function checkWarm({ redisUrl, answers }: Config): void {
  if (answers.cacheTtlSeconds === 0) {
    throw new AppError('invalid_config', 'CACHE_TTL_SECONDS=0 keeps no answers, so there is nothing to make ready.')
  }
  if (redisUrl !== null) return
  throw new AppError(
    'invalid_config',
    'Without REDIS_URL every process keeps answers of its own, and this one ends. Set REDIS_URL; a running service asks ' +
      'the most frequent questions again by itself after each sync.',
  )
}
