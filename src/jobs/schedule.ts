/**
 * Sends what is due: a tick for every site once in each interval, a look for passages without vectors every minute.
 *
 * Every process does so. The database lets one job through for each site and interval, so it does not matter how many
 * there are. The nightly pass is pg-boss's own schedule, for the same reason kept in the database.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import { QUEUES } from './boss.ts'
import type { JobLog, Schedule } from './parts.ts'
import { EMBED, type Line, sendRuns } from './send.ts'

export interface ScheduleParts {
  line: Line
  schedule: Schedule
  listSites(): Promise<number[]>
  log: JobLog
  signal: AbortSignal
}

/** How long a new site waits for its first sync at most. */
const LOOK_MS = 5_000
/** Counting what waits reads an index of every chunk. */
const EMBED_SECONDS = 60

/** Resolves when the signal has ended it. */
export async function runSchedule(parts: ScheduleParts): Promise<void> {
  const { line, schedule, log, signal } = parts
  let isPlanned = false
  while (!signal.aborted) {
    try {
      if (!isPlanned) await line.boss.schedule(QUEUES.due, schedule.fullCron, null, { tz: 'UTC', missed: 'once' })
      isPlanned = true
      await sendDue(parts)
    } catch (error) {
      // A database that is away for a moment; the next look makes up for it.
      if (!signal.aborted) log.warn({ reason: messageOf(error) }, 'nothing could be scheduled')
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

async function sendDue({ line, schedule, listSites }: ScheduleParts): Promise<void> {
  const siteIds = await listSites()
  const ticks = siteIds.map((siteId) => ({ kind: 'tick' as const, siteId }))
  await sendRuns(line, ticks, schedule.intervalMinutes * 60)
  await sendRuns(line, [EMBED], EMBED_SECONDS)
}
