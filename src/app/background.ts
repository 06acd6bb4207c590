/** What a service does beside answering: a sync every few minutes, and vectors for what waits for them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { AppError, messageOf } from '../errors.ts'
import type { SyncReport } from '../types.ts'

export interface BackgroundParts {
  /** Null: no schedule. */
  intervalMs: number | null
  sync(signal: AbortSignal): Promise<SyncReport[]>
  embedWaiting(signal: AbortSignal): Promise<void>
  log: Logger
  signal: AbortSignal
}

export interface Background {
  isSyncing(): boolean
  /** Resolves when everything has come to rest after the signal. */
  stopped: Promise<void>
}

/**
 * Between two looks for passages without vectors, which another process may have stored: counting them reads an index
 * of every chunk, and an embedder that is down is not pressed.
 */
const EMBED_PAUSE_MS = 30_000

export function startBackground(parts: BackgroundParts): Background {
  let running = 0
  // One at a time, whoever asks: two would embed the same passages.
  let last: Promise<void> = Promise.resolve()
  const embed = () => {
    last = last.then(() => parts.embedWaiting(parts.signal)).catch((error) => note(parts, error, 'embedding failed'))
    return last
  }
  const sync = async () => {
    running++
    try {
      for (const report of await parts.sync(parts.signal)) parts.log.info(toLine(report), 'sync')
      await embed()
    } catch (error) {
      note(parts, error, 'sync failed')
    } finally {
      running--
    }
  }
  const syncing = parts.intervalMs === null ? Promise.resolve() : repeat(sync, parts.intervalMs, parts.signal)
  const embedding = repeat(embed, EMBED_PAUSE_MS, parts.signal)
  return { isSyncing: () => running > 0, stopped: Promise.all([syncing, embedding]).then(() => {}) }
}

async function repeat(task: () => Promise<void>, pauseMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await task()
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
}

function note({ log, signal }: BackgroundParts, error: unknown, what: string): void {
  if (signal.aborted) return
  // A site that is away is the day's business; a bug is logged whole.
  if (error instanceof AppError) log.warn({ kind: error.kind, code: error.code, reason: messageOf(error) }, what)
  else log.error({ err: error }, what)
}

/** One line a run with all its facts. */
function toLine({ startedAt, ...report }: SyncReport) {
  return { ...report, started_at: startedAt }
}
