/** What `GET /health` says of runs that failed and are put off. */
import { messageOf } from '../errors.ts'
import type { Health } from '../http/parts.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { DelayedRun } from '../jobs/parts.ts'
import type { Db } from '../store/db.ts'
import { listSites } from '../store/sites.ts'

/** Never throws: where the queue cannot be asked, it says so. */
export async function addJobNotes(health: Health, db: Db, jobs: Pick<Jobs, 'findDelayedRuns'>): Promise<Health> {
  // The database that is down is the queue's as well.
  if (health.status === 'down') return health
  try {
    const delayed = await jobs.findDelayedRuns()
    if (delayed.length === 0) return health
    const names = new Map((await listSites(db)).map(({ id, name }) => [id, name]))
    const notes = delayed.map((run) => noteOf(run, names))
    const isEmbedderAway = delayed.some(({ kind }) => kind === 'embed')
    return {
      ...health,
      status: 'degraded',
      embedder: isEmbedderAway ? 'degraded' : health.embedder,
      notes: [...health.notes, ...notes],
    }
  } catch (error) {
    return {
      ...health,
      status: 'degraded',
      notes: [...health.notes, `The job queue cannot be asked: ${messageOf(error)}`],
    }
  }
}

const WHAT = { tick: 'sync', nightly: 'nightly pass', embed: 'embedding' }

function noteOf({ kind, siteId, failures, reason, nextAt }: DelayedRun, names: ReadonlyMap<number, string>): string {
  const where = siteId === null ? '' : `${names.get(siteId) ?? `site ${siteId}`}: `
  const times = failures === 1 ? 'failed' : `failed ${failures} times in a row`
  return `${where}${WHAT[kind]} ${times}: ${reason} The next attempt is at ${nextAt.toISOString().slice(0, 16)}Z.`
}
