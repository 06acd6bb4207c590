/** What the queue needs of the rest of the program, and what it tells it. Types only. */

/** Runs of a whole site, and the one run over all sites that gives passages their vectors. */
export type RunKind = 'tick' | 'nightly' | 'embed'

/**
 * The work behind the jobs. A handler may be called again for what it has done already: a worker can die between the
 * last write and the moment its job is settled.
 *
 * Throws AppError `conflict` with code `sync_running` while somebody else works on the site, `not_found` when the site
 * is gone; whatever else it throws is a failure, to be tried again later.
 */
export interface Handlers {
  runTick(siteId: number, signal: AbortSignal): Promise<void>
  runNightly(siteId: number, signal: AbortSignal): Promise<void>
  runPosts(siteId: number, postIds: number[], signal: AbortSignal): Promise<void>
  embedWaiting(signal: AbortSignal): Promise<void>
  /** Ids of the sites that are kept now. */
  listSites(): Promise<number[]>
}

export interface Schedule {
  intervalMinutes: number
  /** Five fields, UTC. */
  fullCron: string
}

/** A run that waits longer than it was planned to, because it failed. */
export interface DelayedRun {
  kind: RunKind
  /** Null for `embed`, which is for all sites. */
  siteId: number | null
  /** How often in a row. */
  failures: number
  /** The message of the last error. */
  reason: string
  nextAt: Date
}

/** What waits in one queue, and what is at work. */
export interface QueueCount {
  queue: string
  waiting: number
  /** Not before a time that is still to come. */
  deferred: number
  active: number
}

/** As pino's, so that app.ts can hand in its logger. */
export interface JobLog {
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
