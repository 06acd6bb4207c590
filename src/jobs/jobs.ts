/**
 * The jobs of one process: it may send, work and schedule, and it stops without leaving anything half done.
 *
 * Any number of processes share the queue of a PostgreSQL database. The embedded database has one process only.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../store/db.ts'
import { openBoss, QUEUES, TIMING, type Timing } from './boss.ts'
import type { DelayedRun, Handlers, JobLog, QueueCount, Schedule } from './parts.ts'
import { runSchedule } from './schedule.ts'
import { countQueues, EMBED, findDelayedRuns, hasPost, sendPosts, sendRuns } from './send.ts'
import { startWorkers, type WorkerIds } from './work.ts'

export interface JobsOptions {
  db: Db
  /** Null: the queue is in `db`, the embedded database. */
  databaseUrl: string | null
  handlers: Handlers
  /** False: jobs are sent from here and done elsewhere. */
  isWorker: boolean
  /** Null: what is due is sent from elsewhere. */
  schedule: Schedule | null
  log: JobLog
  timing?: Partial<Timing>
}

export interface Jobs {
  /** Runs of whole sites, as soon as a worker is free. One that waits already is not doubled. */
  sendRuns(kind: 'tick' | 'nightly', siteIds: readonly number[]): Promise<void>
  /** Single posts. One that is at work already is done once more afterwards. */
  sendPosts(siteId: number, postIds: readonly number[]): Promise<void>
  /** Whether a post waits or is at work, of whichever site. */
  hasPost(postId: number): Promise<boolean>
  /** Runs that failed and are put off, the next one first. */
  findDelayedRuns(): Promise<DelayedRun[]>
  /** Of all processes, a few seconds old. */
  countQueues(): Promise<QueueCount[]>
  /** Whether this process works on a site or on posts. */
  isBusy(): boolean
  /** Takes nothing more. What is under way gets `finishMs` to end (4,000), then it is aborted and put back in line. */
  endWork(finishMs?: number): Promise<void>
  /** Ends the work if need be; nothing can be sent afterwards. */
  close(): Promise<void>
}

const FINISH_MS = 4_000
/** For what was aborted; whoever still works then is given up, and its job goes back in line. */
const RELEASE_MS = 3_000

export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const { handlers, schedule, log, isWorker } = options
  const timing = { ...TIMING, ...options.timing }
  const boss = await openBoss({ ...options, timing, hasSchedule: schedule !== null })
  const stopping = new AbortController()
  const halted = new AbortController()
  const busy = countBusy(handlers)
  let workers: WorkerIds = {}
  const wake = (queue: string) => {
    for (const id of workers[queue] ?? []) boss.notifyWorker(id)
  }
  const line = { boss, wake }
  if (isWorker) {
    workers = await startWorkers({ line, handlers: busy.handlers, log, signal: halted.signal }, timing.poll)
    // What was stored while nobody embedded.
    await sendRuns(line, [EMBED])
  }
  const { listSites } = handlers
  const scheduled = schedule && runSchedule({ line, schedule, listSites, log, signal: stopping.signal })
  let ended: Promise<void> | null = null
  const endWork = async (finishMs: number) => {
    stopping.abort()
    await scheduled
    const idle = Promise.all(Object.values(QUEUES).map((queue) => boss.offWork(queue, { wait: true })))
    if (await isWithin(idle, finishMs)) return
    halted.abort()
    await isWithin(idle, RELEASE_MS)
  }

  return {
    sendRuns: (kind, siteIds) =>
      sendRuns(
        line,
        siteIds.map((siteId) => ({ kind, siteId })),
      ),
    sendPosts: (siteId, postIds) =>
      sendPosts(
        line,
        postIds.map((postId) => ({ siteId, postId, failures: 0 })),
      ),
    findDelayedRuns: () => findDelayedRuns(line),
    hasPost: (postId) => hasPost(line, postId),
    countQueues: () => countQueues(line),
    isBusy: busy.isBusy,
    endWork: (finishMs = FINISH_MS) => {
      ended ??= endWork(finishMs)
      return ended
    },
    async close() {
      await (ended ?? endWork(FINISH_MS))
      // Fails what is still at work, which puts it back in line.
      await boss.stop({ graceful: false })
    },
  }
}

/** Counts the handlers at work on a site, which is what people mean when they ask whether it syncs. */
function countBusy(handlers: Handlers): { handlers: Handlers; isBusy(): boolean } {
  let busy = 0
  const counted = async (task: Promise<void>) => {
    busy++
    try {
      await task
    } finally {
      busy--
    }
  }
  return {
    isBusy: () => busy > 0,
    handlers: {
      ...handlers,
      runTick: (siteId, signal) => counted(handlers.runTick(siteId, signal)),
      runNightly: (siteId, signal) => counted(handlers.runNightly(siteId, signal)),
      runPosts: (siteId, postIds, signal) => counted(handlers.runPosts(siteId, postIds, signal)),
    },
  }
}

async function isWithin(task: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false)
  const isDone = await Promise.race([task.then(() => true), late])
  timer.abort()
  return isDone
}
