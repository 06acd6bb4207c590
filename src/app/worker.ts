/** `askpress worker`: the jobs without HTTP. */
import type { WorkOptions } from '../cli/parts.ts'
import { type JobParts, openAppJobs } from './jobs.ts'
import { untilAborted } from './until-aborted.ts'

/** Resolves when the signal has ended the work and nothing is left half done. */
export async function work(parts: JobParts, { signal, onReady }: WorkOptions): Promise<void> {
  const jobs = await openAppJobs(parts, { isWorker: true })
  onReady({ hasSchedule: parts.config.sync.hasScheduler })
  await untilAborted(signal)
  await jobs.close()
}
