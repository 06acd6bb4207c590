/** How things stand, for the gauges of /metrics: asked at a scrape, bounded in time, and never an old value for a new one. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cache } from '../cache/cache.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { State } from '../metrics/state-metrics.ts'
import type { Replica } from '../store/replica.ts'
import { findRestored } from '../store/restored.ts'
import type { JobParts } from './jobs.ts'
import { keepFresh } from './keep-fresh.ts'
import { readStatus } from './status.ts'

export interface StateParts extends Omit<JobParts, 'afterSync'> {
  cache: Cache
  replica?: Replica | null
  jobs: Pick<Jobs, 'countQueues' | 'findDelayedRuns'>
}

/** A scraper waits ten seconds as a rule; a database that hangs must not make it lose all the other numbers. */
const PING_MS = 2_000
const LOOK_MS = 5_000
/** Several scrapers cost the database no more than one: the ledger counts every passage. */
const FRESH_MS = 10_000

export function openState(parts: StateParts): () => Promise<State> {
  const { db, cache, jobs, spending } = parts
  const look = keepFresh(
    () => Promise.all([readStatus(parts), jobs.countQueues(), jobs.findDelayedRuns(), spending.refresh()] as const),
    FRESH_MS,
  )
  return async () => {
    const isRedisUp = cache.place === 'redis' ? cache.isUp() : null
    // Sites that came out of a backup serve nothing yet; that an answer comes at all is the other thing to know.
    const restored = await within(findRestored(db), PING_MS)
    const connections = db.countConnections?.()
    if (!restored) return { isDatabaseUp: false, isRedisUp, isReady: false, connections }
    const replica = parts.replica ? await within(parts.replica.state(), PING_MS) : null
    const state = { isDatabaseUp: true, isRedisUp, isReady: restored.length === 0, connections, replica }
    const looked = await within(look(), LOOK_MS)
    if (!looked) return state
    const [sites, queues, delayed] = looked
    return { ...state, sites, queues, delayedRuns: delayed.length }
  }
}

/** Null when it fails, and when it takes longer. */
async function within<T>(task: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController()
  const late = sleep(ms, null, { signal: timer.signal, ref: false }).catch(() => null)
  try {
    return await Promise.race([task.catch(() => null), late])
  } finally {
    timer.abort()
  }
}
