/**
 * Everything that is counted, timed, traced or logged about the work, in one hand: the parts that do the work get
 * functions, or are given a watched double of what they call, and know of none of it.
 */
import type { Logger } from 'pino'
import type { Generator } from '../answer/generator.ts'
import type { Config } from '../config.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { openLog } from '../log/log.ts'
import { type Metrics, openMetrics } from '../metrics/metrics.ts'
import type { UpstreamService } from '../metrics/sync-metrics.ts'
import type { RunStage } from '../telemetry/stages.ts'
import type { SyncReport } from '../types.ts'
import type { HttpClient } from '../upstream/http.ts'
import { version } from '../version.ts'
import { stageRunner, watchEmbedder, watchGenerator } from './watch-models.ts'
import { watchFetch, watchHttp } from './watch-upstream.ts'

export interface Watch {
  metrics: Metrics
  runStage: RunStage
  /** One line and one count for each run. */
  noteRun(report: SyncReport): void
  http(client: HttpClient, service: UpstreamService): HttpClient
  fetch(fetch: typeof globalThis.fetch, service: UpstreamService): typeof globalThis.fetch
  embedder(embedder: Embedder, purpose: 'question' | 'passages'): Embedder
  generator(generator: Generator): Generator
  close(): Promise<void>
}

/** @param isService False: a command that runs once. It is asked for nothing, so nothing costly is measured. */
export async function openWatch(config: Config, log: Logger, { isService }: { isService: boolean }): Promise<Watch> {
  const tracing = await openTracing(config, log)
  return watchWith(openMetrics({ version, hasProcess: isService }), log, tracing)
}

/** For whoever works with the parts of the program and is not watched. */
export function unwatched(): Watch {
  return watchWith(openMetrics({ version, hasProcess: false }), openLog('silent'), { close: async () => {} })
}

interface Closable {
  close(): Promise<void>
}

function watchWith(metrics: Metrics, log: Logger, tracing: Closable): Watch {
  return {
    metrics,
    runStage: stageRunner(metrics),
    noteRun(report) {
      log.info(toLine(report), 'sync')
      metrics.countRun(report)
    },
    http: (client, service) => watchHttp(client, service, metrics.observeUpstream),
    fetch: (fetch, service) => watchFetch(fetch, service, metrics.observeUpstream),
    embedder: (embedder, purpose) => watchEmbedder(embedder, purpose, metrics),
    generator: (generator) => watchGenerator(generator, metrics),
    close: () => tracing.close(),
  }
}

async function openTracing({ watching }: Config, log: Logger): Promise<Closable> {
  const { tracesUrl, tracedShare } = watching
  if (tracesUrl === null) return { close: async () => {} }
  // Packages of 18 MB that nobody else needs.
  const { startTracing } = await import('../telemetry/tracing.ts')
  const onFailure = (reason: string) => log.warn({ reason }, 'traces cannot be sent')
  return startTracing({ url: tracesUrl, share: tracedShare, version, onFailure })
}

/** One line a run with all its facts. */
function toLine({ startedAt, ...report }: SyncReport) {
  return { ...report, started_at: startedAt }
}
