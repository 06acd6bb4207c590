/** What each job runs, and which part this process has in them: the one place where jobs meet the sync. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { AppError, messageOf } from '../errors.ts'
import { type Jobs, openJobs } from '../jobs/jobs.ts'
import type { Handlers } from '../jobs/parts.ts'
import { listSites } from '../store/sites.ts'
import type { SyncReport } from '../types.ts'
import { keepConfiguredSites } from './sites.ts'
import { embedWaiting } from './spaces.ts'
import { type SyncPartsOfApp, type SyncSitesRequest, syncSites } from './sync-sites.ts'

export interface JobParts extends SyncPartsOfApp {
  log: Logger
  /** Told of every run that ended. */
  afterSync(reports: readonly SyncReport[]): void
}

/** Between two attempts to find a site of WP_URL that was not there. */
const KEEP_MS = 60_000
/** A site that answers as sites do is kept by then, and has its first sync at once. */
const KEEP_WAIT_MS = 3_000

/** @param isWorker False: jobs are only sent from here, unless nobody else could do them. */
export function openAppJobs(parts: JobParts, { isWorker }: { isWorker: boolean }): Promise<Jobs> {
  const { db, config, log } = parts
  const { hasScheduler, intervalMinutes, fullCron } = config.sync
  return openJobs({
    db,
    databaseUrl: config.database.url,
    handlers: handlersOf(parts),
    // The embedded database belongs to one process.
    isWorker: isWorker || db.engine === 'pglite',
    schedule: hasScheduler ? { intervalMinutes, fullCron } : null,
    log,
  })
}

function handlersOf(parts: JobParts): Handlers {
  const { db } = parts
  const run = async (siteId: number, request: Pick<SyncSitesRequest, 'mode' | 'postIds' | 'signal'>) => {
    const site = (await listSites(db)).find(({ id }) => id === siteId)
    if (!site) throw new AppError('not_found', `Site ${siteId} was removed.`)
    parts.afterSync(await syncSites(parts, { ...PLAIN, ...request, site: site.name }))
  }
  const counted = countFailures(parts)
  return {
    runTick: (siteId, signal) => counted('tick', signal, run(siteId, { mode: 'tick', postIds: [], signal })),
    runNightly: (siteId, signal) => counted('nightly', signal, run(siteId, { mode: 'nightly', postIds: [], signal })),
    runPosts: (siteId, postIds, signal) => counted('posts', signal, run(siteId, { mode: 'sync', postIds, signal })),
    embedWaiting: (signal) => counted('embed', signal, embedWaiting(parts, { signal, onProgress: () => {} })),
    listSites: listKeptSites(parts),
  }
}

function countFailures({ watch }: JobParts) {
  return async (job: string, signal: AbortSignal, work: Promise<void>): Promise<void> => {
    try {
      await work
    } catch (error) {
      // A site that somebody else works on, and one that was removed, is no failure.
      const isFailure = !(error instanceof AppError && (error.kind === 'conflict' || error.kind === 'not_found'))
      if (isFailure && !signal.aborted) watch.metrics.countJobFailure(job)
      throw error
    }
  }
}

const PLAIN = { isFull: false, isDryRun: false, approveDeletions: null, onProgress: () => {} }

/** Also has the sites of WP_URL kept that are not kept yet; one that is away holds up the others for a moment only. */
function listKeptSites({ db, config, log }: JobParts): () => Promise<number[]> {
  let nextAt = 0
  return async () => {
    if (performance.now() >= nextAt) {
      nextAt = performance.now() + KEEP_MS
      const keeping = keepConfiguredSites(db, config).catch((error) =>
        log.warn({ reason: messageOf(error) }, 'a site of WP_URL is not kept yet'),
      )
      await Promise.race([keeping, sleep(KEEP_WAIT_MS, undefined, { ref: false })])
    }
    return (await listSites(db)).map(({ id }) => id)
  }
}
