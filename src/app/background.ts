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

/** After an error of the embedder: long enough not to press a server that is down. */
const EMBED_RETRY_MS = 60_000

export function startBackground(parts: BackgroundParts): Background {
  let running = 0
  const sync = async () => {
    running++
    try {
      for (const report of await parts.sync(parts.signal)) parts.log.info(toLine(report), 'sync')
    } catch (error) {
      note(parts, error, 'sync failed')
    } finally {
      running--
    }
  }
  const syncing = parts.intervalMs === null ? Promise.resolve() : repeat(sync, parts.intervalMs, parts.signal)
  const embed = () => parts.embedWaiting(parts.signal).catch((error) => note(parts, error, 'embedding failed'))
  const embedding = repeat(embed, Math.min(parts.intervalMs ?? EMBED_RETRY_MS, EMBED_RETRY_MS, 5_000), parts.signal)
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
