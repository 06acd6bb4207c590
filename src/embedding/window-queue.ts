/**
 * Decides which windows the model embeds next. A background batch runs for seconds, a question must not wait for it: so
 * the work goes out in units of one full window, and urgent jobs overtake between two units.
 */
import { AppError } from '../errors.ts'
import { WINDOW_PIECES, type Window } from './windows.ts'

export interface WindowQueue {
  /**
   * One embedding per window, in order.
   *
   * @throws what `run` throws, or the reason of the signal, which is heard between units.
   */
  embed(windows: readonly Window[], options: JobOptions): Promise<Float32Array[]>
  /** Rejects all that waits. */
  close(): void
}

export interface JobOptions {
  isUrgent: boolean
  signal?: AbortSignal | undefined
}

interface Job {
  windows: readonly Window[]
  /** Places in `windows` still to be embedded, the short ones first: windows alike in length batch well. */
  pending: number[]
  embeddings: Float32Array[]
  outcome: PromiseWithResolvers<Float32Array[]>
}

type Run = (windows: readonly Window[]) => Promise<Float32Array[]>

interface Jobs {
  urgent: Job[]
  background: Job[]
}

/** @param run Embeds one unit. Never called again before it has settled. */
export function createWindowQueue(run: Run): WindowQueue {
  const jobs: Jobs = { urgent: [], background: [] }
  let isRunning = false
  let isClosed = false

  const work = async () => {
    if (isRunning) return
    isRunning = true
    for (let job = nextJob(jobs); job; job = nextJob(jobs)) {
      try {
        await embedUnit(job, run)
        if (job.pending.length > 0) continue
        job.outcome.resolve(job.embeddings)
      } catch (error) {
        job.outcome.reject(error)
      }
      removeJob(jobs, job)
    }
    isRunning = false
  }

  return {
    embed: async (windows, { isUrgent, signal }) => {
      signal?.throwIfAborted()
      if (isClosed) throw closed()
      const job = createJob(windows)
      const abort = () => {
        removeJob(jobs, job)
        job.outcome.reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort)
      jobs[isUrgent ? 'urgent' : 'background'].push(job)
      void work()
      return job.outcome.promise.finally(() => signal?.removeEventListener('abort', abort))
    },
    close: () => {
      isClosed = true
      for (const job of [...jobs.urgent.splice(0), ...jobs.background.splice(0)]) job.outcome.reject(closed())
    },
  }
}

function nextJob({ urgent, background }: Jobs): Job | undefined {
  return urgent[0] ?? background[0]
}

function removeJob({ urgent, background }: Jobs, job: Job): void {
  for (const jobs of [urgent, background]) {
    const place = jobs.indexOf(job)
    if (place >= 0) jobs.splice(place, 1)
  }
}

function createJob(windows: readonly Window[]): Job {
  const lengthOf = (place: number) => windows[place]?.length ?? 0
  const pending = windows.map((_, place) => place).sort((a, b) => lengthOf(a) - lengthOf(b))
  return { windows, pending, embeddings: [], outcome: Promise.withResolvers() }
}

async function embedUnit(job: Job, run: Run): Promise<void> {
  const unit = takeUnit(job)
  if (unit.length === 0) return
  const embeddings = await run(unit.map(({ window }) => window))
  for (const [i, { place }] of unit.entries()) {
    const embedding = embeddings[i]
    if (embedding) job.embeddings[place] = embedding
  }
}

/** The model pads a batch to its longest window, and that is its price: so many as cost no more than one full window. */
function takeUnit(job: Job): { place: number; window: Window }[] {
  const unit: { place: number; window: Window }[] = []
  for (const place of job.pending) {
    const window = job.windows[place] ?? []
    if (unit.length > 0 && (unit.length + 1) * window.length > WINDOW_PIECES) break
    unit.push({ place, window })
  }
  job.pending.splice(0, unit.length)
  return unit
}

function closed(): AppError {
  return new AppError('unavailable', 'The built-in embedder is closed.')
}
