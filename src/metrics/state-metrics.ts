/** How things stand at the moment of a scrape. What cannot be asked then has no value, rather than an old one. */
import { Gauge, type Registry } from 'prom-client'
import type { SiteStatus } from '../types.ts'

export interface QueueState {
  queue: string
  /** Ready to be taken. */
  waiting: number
  /** Put off until later. */
  deferred: number
  active: number
}

export interface ReplicaState {
  isUsed: boolean
  /** Null when nobody knows. */
  lagSeconds: number | null
}

export interface Connections {
  idle: number
  busy: number
  /** Statements that wait for one. */
  waiting: number
}

/** Left out: nobody knows. */
export interface State {
  isDatabaseUp: boolean
  /** Null where none is configured. */
  isRedisUp: boolean | null
  isReady: boolean
  connections?: Connections | undefined
  /** Null where none is configured. */
  replica?: ReplicaState | null | undefined
  sites?: readonly SiteStatus[] | undefined
  queues?: readonly QueueState[] | undefined
  /** Runs that failed and wait longer than they were planned to. */
  delayedRuns?: number | undefined
}

export interface StateMetrics {
  setState(state: State): void
}

/** An installation with more has a label for the first thousand. */
const MAX_SITES = 1_000

export function openStateMetrics(registry: Registry): StateMetrics {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) => {
    const made = new Gauge({ name, help, labelNames, registers: [registry] })
    // One without labels begins with 0, which would be an alarm.
    if (labelNames.length === 0) made.remove()
    return made
  }
  const database = gauge('askpress_database_up', '1 when PostgreSQL answers.')
  const redis = gauge('askpress_redis_up', '1 when Redis answers; absent where none is configured.')
  const ready = gauge('askpress_ready', '1 when the index may be served.')
  const connections = gauge('askpress_database_connections', 'Connections of the pool by state.', ['state'])
  const replica = gauge('askpress_replica_used', '1 when searches go to the replica; absent where none is configured.')
  const lag = gauge('askpress_replica_lag_seconds', 'How far the replica is behind, at most; absent when nobody knows.')
  const queues = gauge('askpress_queue_jobs', 'Jobs by queue and state, of all processes.', ['queue', 'state'])
  const delayed = gauge('askpress_delayed_runs', 'Runs that failed and are put off.')
  const setSites = openSiteGauges(registry)
  return {
    setState(state) {
      for (const one of [connections, queues]) one.reset()
      database.set(Number(state.isDatabaseUp))
      ready.set(Number(state.isReady))
      if (state.isRedisUp === null) redis.remove()
      else redis.set(Number(state.isRedisUp))
      if (state.replica) replica.set(Number(state.replica.isUsed))
      else replica.remove()
      if (typeof state.replica?.lagSeconds === 'number') lag.set(state.replica.lagSeconds)
      else lag.remove()
      if (state.delayedRuns === undefined) delayed.remove()
      else delayed.set(state.delayedRuns)
      for (const [name, count] of Object.entries(state.connections ?? {})) connections.set({ state: name }, count)
      for (const { queue, ...counts } of state.queues ?? []) {
        for (const [name, count] of Object.entries(counts)) queues.set({ queue, state: name }, count)
      }
      setSites((state.sites ?? []).slice(0, MAX_SITES))
    },
  }
}

function openSiteGauges(registry: Registry): (sites: readonly SiteStatus[]) => void {
  const gauge = <Label extends string>(name: string, help: string, labels: Label[] = []) =>
    new Gauge({ name, help, labelNames: ['site', ...labels], registers: [registry] })
  const posts = gauge('askpress_site_posts', 'Posts by what became of them; withheld is kept for want of proof.', [
    'state',
  ])
  const chunks = gauge('askpress_site_chunks', 'Passages that can be found.')
  const pending = gauge('askpress_site_pending_vectors', 'Passages that are not found by meaning yet.')
  const freshness = gauge(
    'askpress_site_freshness_seconds',
    'From the edit of a post to the moment it could be found, over the last seven days.',
    ['quantile'],
  )
  const lastRun = gauge('askpress_site_last_run_timestamp_seconds', 'When the last run over the whole site began.')
  const outcome = gauge('askpress_site_last_run_outcome', '1 for the outcome of that run.', ['outcome'])
  return (sites) => {
    for (const one of [posts, chunks, pending, freshness, lastRun, outcome]) one.reset()
    for (const { name: site, ...status } of sites) {
      const counts = {
        ...{ indexed: status.indexed, withheld: status.withheld },
        ...{ hidden: sum(status.hidden), skipped: sum(status.skipped), failed: sum(status.failed) },
      }
      for (const [state, count] of Object.entries(counts)) posts.set({ site, state }, count)
      chunks.set({ site }, status.chunks)
      pending.set({ site }, status.pendingVectors)
      const { p50Seconds, p95Seconds } = status.freshness
      if (p50Seconds !== null) freshness.set({ site, quantile: '0.5' }, p50Seconds)
      if (p95Seconds !== null) freshness.set({ site, quantile: '0.95' }, p95Seconds)
      if (!status.lastRun) continue
      lastRun.set({ site }, status.lastRun.startedAt.getTime() / 1000)
      outcome.set({ site, outcome: status.lastRun.outcome }, 1)
    }
  }
}

function sum(reasons: Readonly<Record<string, number>>): number {
  return Object.values(reasons).reduce((total, count) => total + count, 0)
}
