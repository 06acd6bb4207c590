/** Puts work in line. Each run and each post waits once, however often it is asked for. */
import type { JobInsert, PgBoss } from 'pg-boss'
import { QUEUES } from './boss.ts'
import type { DelayedRun, QueueCount, RunKind } from './parts.ts'

export interface Line {
  boss: PgBoss
  /** Has this process look into a queue now. On PostgreSQL every process is told by NOTIFY. */
  wake(queue: string): void
}

export interface RunJob {
  kind: RunKind
  /** Null for `embed`. */
  siteId: number | null
  /** How often in a row it has failed. */
  failures: number
  /** Why, the last time. */
  reason: string
}

export interface PostJob {
  siteId: number
  postId: number
  failures: number
}

/** The run that gives all passages their vectors that have none. */
export const EMBED = { kind: 'embed', siteId: null } as const

/** @param everySeconds At most one in each such stretch of time, counted from the epoch, by whichever process. */
export async function sendRuns(
  line: Line,
  runs: readonly Pick<RunJob, 'kind' | 'siteId'>[],
  everySeconds?: number,
): Promise<void> {
  for (const queue of [QUEUES.runs, QUEUES.embed]) {
    const jobs = runs
      .filter((run) => queueOf(run) === queue)
      .map(
        ({ kind, siteId }): JobInsert<RunJob> => ({
          data: { kind, siteId, failures: 0, reason: '' },
          ...placeOf({ kind, siteId }),
          ...(everySeconds === undefined ? {} : { singletonSeconds: everySeconds }),
        }),
      )
    await insert(line, queue, jobs)
  }
}

/** Also where the same run waits already: it then waits anew, with these facts. */
export async function sendRunLater({ boss }: Line, run: RunJob, seconds: number): Promise<void> {
  await boss.upsert(queueOf(run), run, { ...placeOf(run), startAfter: seconds })
}

export async function sendPosts(line: Line, posts: readonly PostJob[], afterSeconds = 0): Promise<void> {
  const jobs = posts.map(
    (post): JobInsert<PostJob> => ({
      data: post,
      singletonKey: `${post.siteId}:${post.postId}`,
      startAfter: afterSeconds,
    }),
  )
  await insert(line, QUEUES.posts, jobs)
}

export async function hasPost({ boss }: Line, postId: number): Promise<boolean> {
  const jobs = await boss.findJobs<PostJob>(QUEUES.posts, { data: { postId } })
  return jobs.some(({ state }) => state === 'created' || state === 'retry' || state === 'active')
}

/** Runs that failed and are put off, the next one first. */
export async function findDelayedRuns({ boss }: Line): Promise<DelayedRun[]> {
  const waiting = await Promise.all(
    [QUEUES.runs, QUEUES.embed].map((queue) => boss.findJobs<RunJob>(queue, { queued: true })),
  )
  return waiting
    .flat()
    .filter(({ data }) => data.failures > 0)
    .map(({ data, startAfter }) => ({ ...data, nextAt: startAfter }))
    .sort((a, b) => a.nextAt.getTime() - b.nextAt.getTime())
}

/** As the supervisor of the queue last counted them: some ten seconds ago. */
export async function countQueues({ boss }: Line): Promise<QueueCount[]> {
  const queues = await boss.getQueues(Object.values(QUEUES))
  return queues.map(({ name, readyCount, deferredCount, activeCount }) => ({
    queue: name,
    waiting: readyCount,
    deferred: deferredCount,
    active: activeCount,
  }))
}

async function insert({ boss, wake }: Line, queue: string, jobs: JobInsert[]): Promise<void> {
  if (jobs.length === 0) return
  const ids = await boss.insert(queue, jobs, { returnId: true })
  // None: they wait already, or were not due yet.
  if (ids?.length) wake(queue)
}

function queueOf({ kind }: Pick<RunJob, 'kind'>): string {
  return kind === 'embed' ? QUEUES.embed : QUEUES.runs
}

/** One waits per site and kind; the group is what only one is at work on. */
function placeOf({ kind, siteId }: Pick<RunJob, 'kind' | 'siteId'>) {
  return { singletonKey: `${siteId ?? 'all'}:${kind}`, group: { id: String(siteId ?? 'all') } }
}
