/** Runs, jobs, and the servers of others that they and the searches call. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { RunKind, SyncReport } from '../types.ts'
import { bounded } from './bounded.ts'

export type UpstreamService = 'wordpress' | 'embedder' | 'model' | 'reranker'

export interface SyncMetrics {
  countRun(report: SyncReport): void
  /** @param job `tick`, `nightly`, `embed` or `posts`. */
  countJobFailure(job: string): void
  /** @param outcome A status such as `200`, or the code of what came instead: `timeout`, `connect`, `reset`. */
  observeUpstream(service: UpstreamService, outcome: string, ms: number): void
}

const RUN_SECONDS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 4 * 3_600]
const UPSTREAM_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const KINDS: readonly RunKind[] = ['tick', 'sync', 'nightly', 'full', 'post']

export function openSyncMetrics(registry: Registry): SyncMetrics {
  const registers = [registry]
  const runs = new Counter({
    name: 'askpress_sync_runs_total',
    help: 'Sync runs of this process by kind and outcome (done, partial, failed).',
    labelNames: ['kind', 'outcome'],
    registers,
  })
  const runSeconds = new Histogram({
    name: 'askpress_sync_run_seconds',
    help: 'How long a sync run took.',
    labelNames: ['kind'],
    buckets: RUN_SECONDS,
    registers,
  })
  const posts = new Counter({
    name: 'askpress_sync_posts_total',
    help: 'Posts that runs of this process brought in or took out, by what changed.',
    labelNames: ['change'],
    registers,
  })
  const jobFailures = new Counter({
    name: 'askpress_job_failures_total',
    help: 'Jobs that failed and were put off, by kind.',
    labelNames: ['job'],
    registers,
  })
  const upstream = new Histogram({
    name: 'askpress_upstream_seconds',
    help: 'Requests to others, each attempt by itself: WordPress, the embedder, the model, the reranker.',
    labelNames: ['service', 'outcome'],
    buckets: UPSTREAM_SECONDS,
    registers,
  })
  for (const kind of KINDS) for (const outcome of ['done', 'partial', 'failed']) runs.inc({ kind, outcome }, 0)
  const [job, outcomeName] = [bounded(10), bounded()]
  return {
    countRun(report) {
      runs.inc({ kind: report.kind, outcome: report.outcome })
      runSeconds.observe({ kind: report.kind }, report.ms / 1000)
      for (const change of ['added', 'updated', 'removed', 'revived', 'purged'] as const) {
        posts.inc({ change }, report[change])
      }
    },
    countJobFailure: (name) => jobFailures.inc({ job: job(name) }),
    observeUpstream: (service, outcome, ms) => {
      upstream.observe({ service, outcome: outcomeName(outcome) }, ms / 1000)
    },
  }
}
