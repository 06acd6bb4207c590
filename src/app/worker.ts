/** `askpress worker`: the jobs without HTTP. */
import type { Cache } from '../cache/cache.ts'
import type { WorkOptions } from '../cli/parts.ts'
import type { Replica } from '../store/replica.ts'
import { type JobParts, openAppJobs } from './jobs.ts'
import { openMetricsPort } from './metrics-port.ts'
import { openState } from './state.ts'
import { untilAborted } from './until-aborted.ts'

export interface WorkerParts extends JobParts {
  cache: Cache
  replica?: Replica | null
}

/** Resolves when the signal has ended the work and nothing is left half done. */
export async function work(parts: WorkerParts, { signal, onReady }: WorkOptions): Promise<void> {
  const { config, watch } = parts
  const jobs = await openAppJobs(parts, { isWorker: true })
  watch.metrics.readStateFrom(openState({ ...parts, jobs }))
  const scraped = await openMetricsPort(config, watch).catch(async (error) => {
    await jobs.close()
    throw error
  })
  onReady({ hasSchedule: config.sync.hasScheduler })
  await untilAborted(signal)
  await jobs.close()
  await scraped?.close()
}
