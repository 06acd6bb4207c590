/** Jobs in a test: opened and stopped with it, with handlers that remember what was asked of them. */
import { onTestFinished } from 'vitest'
import { type Jobs, type JobsOptions, openJobs } from '../src/jobs/jobs.ts'
import type { Handlers } from '../src/jobs/parts.ts'
import type { Db } from '../src/store/db.ts'

export type QueueDb = Db & { url: string | null }

/** The least that pg-boss takes, so that no test waits a minute. */
const FAST = { heartbeat: 10, look: 1, poll: 0.5 }

/** Opens jobs that are stopped when the test ends. */
export async function startJobs(db: QueueDb, handlers: Handlers, options: Partial<JobsOptions> = {}): Promise<Jobs> {
  const log = { warn: () => {}, error: () => {} }
  const jobs = await openJobs({
    ...{ db, databaseUrl: db.url, handlers, isWorker: true, schedule: null, log, timing: FAST },
    ...options,
  })
  onTestFinished(() => stopJobs(jobs))
  return jobs
}

export async function stopJobs(jobs: Jobs, finishMs = 0): Promise<void> {
  await jobs.endWork(finishMs)
  await jobs.close()
}

export interface Recorder {
  handlers: Handlers
  /** `tick 1`, `posts 1: 42,43`, `embed`, in the order they came. */
  calls: string[]
  /** While it is closed, nothing but embedding ends. */
  gate: { open(): void; close(): void }
}

export function recorder(act: (call: string, signal: AbortSignal) => unknown = () => {}): Recorder {
  const calls: string[] = []
  let opened = Promise.withResolvers<void>()
  opened.resolve()
  const run = async (call: string, signal: AbortSignal) => {
    calls.push(call)
    if (call !== 'embed') await opened.promise
    await act(call, signal)
  }
  return {
    calls,
    gate: {
      open: () => opened.resolve(),
      close: () => {
        opened = Promise.withResolvers<void>()
      },
    },
    handlers: {
      runTick: (siteId, signal) => run(`tick ${siteId}`, signal),
      runNightly: (siteId, signal) => run(`nightly ${siteId}`, signal),
      runPosts: (siteId, ids, signal) => run(`posts ${siteId}: ${ids.join(',')}`, signal),
      embedWaiting: (signal) => run('embed', signal),
      listSites: async () => [1],
    },
  }
}

export async function until(isTrue: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error('it did not happen in time')
    await pause(20)
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export const count = (calls: readonly string[], call: string) => calls.filter((each) => each === call).length

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
