/** Takes jobs and hands them to the handlers. What a job becomes when its handler fails is decided here. */
import type { Job, JobResult } from 'pg-boss'
import { AppError, messageOf } from '../errors.ts'
import { QUEUES } from './boss.ts'
import type { Handlers, JobLog } from './parts.ts'
import { waitAfter } from './retry.ts'
import { EMBED, type Line, type PostJob, type RunJob, sendPosts, sendRunLater, sendRuns } from './send.ts'

export interface WorkParts {
  line: Line
  handlers: Handlers
  log: JobLog
  /** Aborted when the process has to stop: what is under way is put back in line. */
  signal: AbortSignal
}

const HOUR = 3_600
/** In seconds: a site that refuses us must be left alone; an embedder is soon back, and a post is waited for. */
const MAX_WAIT = { tick: 6 * HOUR, nightly: 6 * HOUR, embed: HOUR / 4, posts: HOUR / 6 }
/** Posts of one batch: a request or two of the site. */
const BATCH = 100

/** For `notifyWorker`, by queue. */
export type WorkerIds = Readonly<Record<string, readonly string[]>>

export async function startWorkers(parts: WorkParts, pollSeconds: number): Promise<WorkerIds> {
  const { boss } = parts.line
  const polling = { pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: pollSeconds }
  const oneByOne = { ...polling, groupConcurrency: 1 }
  const inBatches = { ...polling, batchSize: BATCH, perJobResults: true } as const
  return {
    // Two, so that a slow site does not hold up the others.
    [QUEUES.runs]: [
      await boss.work(QUEUES.runs, oneByOne, workOnRun(parts)),
      await boss.work(QUEUES.runs, oneByOne, workOnRun(parts)),
    ],
    [QUEUES.posts]: [await boss.work(QUEUES.posts, inBatches, workOnPosts(parts))],
    [QUEUES.embed]: [await boss.work(QUEUES.embed, oneByOne, workOnRun(parts))],
    [QUEUES.due]: [await boss.work(QUEUES.due, polling, workOnDue(parts))],
  }
}

/** A handler of pg-boss that does one run, of a site or of the embedder. */
function workOnRun(parts: WorkParts): (jobs: Job<RunJob>[]) => Promise<void> {
  const { line, handlers, signal } = parts
  return async (jobs) => {
    for (const { data: run, signal: claim } of jobs) {
      const error = await failureOf(() => callHandler(handlers, run, AbortSignal.any([signal, claim])))
      if (signal.aborted) await sendRunLater(line, run, 0)
      // A claim that was lost is somebody else's now.
      else if (error !== null && !claim.aborted) await putOff(parts, run, error)
      else if (run.kind !== 'embed') await sendRuns(line, [EMBED])
    }
  }
}

async function callHandler(handlers: Handlers, { kind, siteId }: RunJob, signal: AbortSignal): Promise<void> {
  if (kind === 'embed') return handlers.embedWaiting(signal)
  if (siteId === null) throw new Error(`a ${kind} without a site`)
  return kind === 'tick' ? handlers.runTick(siteId, signal) : handlers.runNightly(siteId, signal)
}

async function putOff({ line, log }: WorkParts, run: RunJob, error: unknown): Promise<void> {
  const wait = waitAfter(error, run.failures, MAX_WAIT[run.kind])
  if (wait === null) return
  if (!wait.isFailure) return sendRunLater(line, run, wait.seconds)
  note(log, error, { job: run.kind, site_id: run.siteId, failures: run.failures + 1, again_in_s: wait.seconds })
  await sendRunLater(line, { ...run, failures: run.failures + 1, reason: messageOf(error) }, wait.seconds)
}

/** A handler of pg-boss that does a batch of posts, site by site. */
function workOnPosts(parts: WorkParts): (jobs: Job<PostJob>[]) => Promise<JobResult[]> {
  return async (jobs) => {
    const results: JobResult[] = []
    for (const [siteId, ofSite] of Map.groupBy(jobs, (job) => job.data.siteId)) {
      const status = await doPosts(parts, siteId, ofSite)
      results.push(...ofSite.map(({ id }) => ({ id, status })))
    }
    if (results.some(({ status }) => status === 'completed')) await sendRuns(parts.line, [EMBED])
    return results
  }
}

/** @returns `failed` brings the jobs back in a few seconds. */
async function doPosts(
  { line, handlers, log, signal }: WorkParts,
  siteId: number,
  jobs: Job<PostJob>[],
): Promise<'completed' | 'failed'> {
  const postIds = [...new Set(jobs.map(({ data }) => data.postId))].sort((a, b) => a - b)
  const claims = jobs.map((job) => job.signal)
  const error = await failureOf(() => handlers.runPosts(siteId, postIds, AbortSignal.any([signal, ...claims])))
  const failures = Math.max(...jobs.map(({ data }) => data.failures))
  const again = (failed: number) => postIds.map((postId) => ({ siteId, postId, failures: failures + failed }))
  if (signal.aborted) await sendPosts(line, again(0))
  else if (error !== null && !claims.some((claim) => claim.aborted)) {
    const wait = waitAfter(error, failures, MAX_WAIT.posts)
    if (wait && !wait.isFailure) return 'failed'
    if (wait) {
      note(log, error, { job: 'posts', site_id: siteId, posts: postIds.length, again_in_s: wait.seconds })
      await sendPosts(line, again(1), wait.seconds)
    }
  }
  return 'completed'
}

/** A handler of pg-boss that puts the nightly pass of every site in line. */
function workOnDue({ line, handlers }: WorkParts): () => Promise<void> {
  return async () => {
    const siteIds = await handlers.listSites()
    await sendRuns(
      line,
      siteIds.map((siteId) => ({ kind: 'nightly', siteId })),
    )
  }
}

async function failureOf(task: () => Promise<void>): Promise<unknown> {
  try {
    await task()
    return null
  } catch (error) {
    return error ?? new Error('nothing was thrown')
  }
}

/** A site that is away is the day's business; a bug is logged whole. */
function note(log: JobLog, error: unknown, facts: object): void {
  if (error instanceof AppError) {
    log.warn({ ...facts, kind: error.kind, code: error.code, reason: messageOf(error) }, 'job failed')
  } else log.error({ ...facts, err: error }, 'job failed')
}
