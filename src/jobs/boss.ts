/**
 * Opens pg-boss: over our Db on the embedded database, with a small pool of its own on PostgreSQL, where a statement
 * that waits must not hold up searches. It makes and upgrades its own schema, one process at a time.
 */
import { PgBoss, type Queue } from 'pg-boss'
import { AppError, codeOf } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { overDb } from './over-db.ts'
import type { JobLog } from './parts.ts'

/**
 * `runs` has what a whole site needs, one at a time per site; `posts` has single posts; `embed` has passages without
 * vectors; `due` tells that it is time for the nightly pass.
 */
export const QUEUES = { runs: 'runs', posts: 'posts', embed: 'embed', due: 'nightly-due' } as const

/** In seconds. Dead is taken up again after `heartbeat`, `look` and a moment more: within a minute. */
export interface Timing {
  /** A worker that was not heard of for so long is dead. At least 10. */
  heartbeat: number
  /** Between two looks for the dead. */
  look: number
  /** Between two looks for work that nobody was woken for: what was put off and is due now. */
  poll: number
}

export const TIMING: Timing = { heartbeat: 30, look: 10, poll: 2 }

export interface BossOptions {
  db: Db
  /** Null: over `db`, which is the embedded database. */
  databaseUrl: string | null
  /** Sends what a schedule of this process says is due. */
  hasSchedule: boolean
  timing: Timing
  log: JobLog
}

/** Nothing in it needs to be kept: a schedule sends again what is due. */
export const JOBS_SCHEMA = 'askpress_jobs'
/** One for its statements, one for a transaction. LISTEN has a third. */
const MAX_CONNECTIONS = 2
const CONNECT_TIMEOUT_MS = 5_000
/**
 * What pg-boss hands on to its pool. A server that has fallen silent would otherwise keep both connections for good, and no
 * job would be done any more; its statements take milliseconds.
 */
const OF_ITS_POOL: object = { query_timeout: 15_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
/** SQLSTATE insufficient_privilege. */
const NOT_ALLOWED = '42501'
const SAY_AGAIN_MS = 60_000
const HOUR = 3_600
const DAY = 24 * HOUR

/** Started, with its queues. @throws AppError `unavailable` without the rights, or the driver's error. */
export async function openBoss({ db, databaseUrl, hasSchedule, timing, log }: BossOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    ...(databaseUrl === null
      ? { db: overDb(db), backend: 'pglite' as const }
      : {
          connectionString: databaseUrl,
          max: MAX_CONNECTIONS,
          connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
          application_name: 'askpress jobs',
          useListenNotify: true,
          ...OF_ITS_POOL,
        }),
    schema: JOBS_SCHEMA,
    schedule: hasSchedule,
    superviseIntervalSeconds: timing.look,
    monitorIntervalSeconds: timing.look,
    maintenanceIntervalSeconds: HOUR,
  })
  // Without a listener an error ends the process. The next look tries again by itself.
  const warn = warnOnce(log)
  boss.on('error', ({ message }) => warn(message))
  boss.on('warning', ({ message }) => warn(message))
  try {
    await boss.start()
    for (const queue of queues(timing)) await keepQueue(boss, queue)
  } catch (error) {
    await boss.stop({ graceful: false })
    throw explain(error)
  }
  return boss
}

/** Every worker says every two seconds that the database is away: one line a minute is enough. */
function warnOnce(log: JobLog): (message: string) => void {
  const saidAt = new Map<string, number>()
  return (message) => {
    const reason = message.replace(/ \(Queue: .*\)$/, '')
    const now = performance.now()
    if (now - (saidAt.get(reason) ?? -SAY_AGAIN_MS) < SAY_AGAIN_MS) return
    saidAt.set(reason, now)
    log.warn({ reason }, 'job queue')
  }
}

function explain(error: unknown): unknown {
  if (codeOf(error) !== NOT_ALLOWED) return error
  const message = `The user of DATABASE_URL may not create the schema ${JOBS_SCHEMA}. Grant it CREATE on the database.`
  return new AppError('unavailable', message, { cause: error, code: 'database' })
}

/** Also brings the settings of a queue that an older version made up to date. */
async function keepQueue(boss: PgBoss, { name, policy, ...settings }: Queue): Promise<void> {
  await boss.createQueue(name, { ...settings, ...(policy ? { policy } : {}) })
  await boss.updateQueue(name, settings)
}

function queues({ heartbeat }: Timing): Queue[] {
  const shared = {
    // One waits for each key; what comes while it is at work waits behind it.
    policy: 'short',
    notify: true,
    heartbeatSeconds: heartbeat,
    // The heartbeat finds the dead; a first sync of a large site takes hours.
    expireInSeconds: DAY,
  }
  return [
    // Kept for as long as the longest interval: what was done in it tells that it is not due again.
    { name: QUEUES.runs, ...shared, retryLimit: 10, retryDelay: 1, deleteAfterSeconds: 2 * DAY },
    // A post that finds its site at work comes back every few seconds: that is a retry, and has no end.
    { name: QUEUES.posts, ...shared, retryLimit: 1_000_000, retryDelay: 3, deleteAfterSeconds: HOUR },
    { name: QUEUES.embed, ...shared, retryLimit: 10, retryDelay: 1, deleteAfterSeconds: HOUR },
    { name: QUEUES.due, ...shared, retryLimit: 10, retryDelay: 1, deleteAfterSeconds: HOUR },
  ]
}
