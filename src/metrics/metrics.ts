/**
 * Every number this program tells of itself: plain functions to count with, and the text Prometheus reads.
 *
 * Whoever counts is handed the one function he needs; nobody else knows prom-client. Names end in their unit, labels
 * have few values, and no label holds anything that a client or a post has said.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { type AnswerMetrics, openAnswerMetrics } from './answer-metrics.ts'
import { type HttpMetrics, openHttpMetrics } from './http-metrics.ts'
import { openStateMetrics, type State } from './state-metrics.ts'
import { openSyncMetrics, type SyncMetrics } from './sync-metrics.ts'

export interface Metrics extends HttpMetrics, AnswerMetrics, SyncMetrics {
  /** Asked before each scrape; without it the gauges of state have no values. */
  readStateFrom(find: () => Promise<State>): void
  read(): Promise<MetricsText>
  /** Names as they are written here; histograms add `_bucket`, `_sum` and `_count`. */
  describe(): readonly { name: string; type: string; labels: readonly string[] }[]
}

export interface MetricsText {
  contentType: string
  text: string
}

export interface MetricsOptions {
  version: string
  /** With CPU, memory, descriptors, garbage collection and the lag of the event loop. Measuring these costs a little. */
  hasProcess: boolean
}

export function openMetrics({ version, hasProcess }: MetricsOptions): Metrics {
  const registry = new Registry()
  if (hasProcess) collectDefaultMetrics({ register: registry })
  const build = new Gauge({
    name: 'askpress_build_info',
    help: 'Always 1; the labels tell what runs.',
    labelNames: ['version', 'node'],
    registers: [registry],
  })
  build.set({ version, node: process.version }, 1)
  const { setState } = openStateMetrics(registry)
  let findState: (() => Promise<State>) | null = null
  return {
    ...openHttpMetrics(registry),
    ...openAnswerMetrics(registry),
    ...openSyncMetrics(registry),
    readStateFrom(find) {
      findState = find
    },
    async read() {
      if (findState) setState(await findState())
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
    describe: () =>
      registry.getMetricsAsArray().map((metric) => ({
        name: metric.name,
        type: String(metric.type),
        labels: 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [],
      })),
  }
}
