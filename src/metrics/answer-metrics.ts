/** What it takes to answer: stages, caches, tokens, money, and what was left out of an answer. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { bounded } from './bounded.ts'

export type CacheKind = 'answer' | 'question_vector' | 'rewrite' | 'key'
export type Purpose = 'answer' | 'rewrite' | 'rerank' | 'question' | 'passages'
export type Direction = 'input' | 'cached_input' | 'output'

export interface AnswerMetrics {
  /** @param stage One of telemetry/stages.ts. */
  observeStage(stage: string, ms: number): void
  countCache(kind: CacheKind, result: 'hit' | 'miss'): void
  countTokens(purpose: Purpose, direction: Direction, tokens: number): void
  countCost(purpose: Purpose, usd: number): void
  /** What was spent today, of how much; null where no limit is set. */
  setBudget(spentUsd: number, limitUsd: number | null): void
  /** A sentence of an answer that was not let through, and why: `no_citation`, `number`, `name`; docs/answers.md. */
  countDropped(reason: string): void
}

const STAGE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function openAnswerMetrics(registry: Registry): AnswerMetrics {
  const registers = [registry]
  const stages = new Histogram({
    name: 'askpress_stage_seconds',
    help: 'Time of one stage of a search or an answer.',
    labelNames: ['stage'],
    buckets: STAGE_SECONDS,
    registers,
  })
  const cache = new Counter({
    name: 'askpress_cache_lookups_total',
    help: 'Lookups in a cache by kind and result.',
    labelNames: ['kind', 'result'],
    registers,
  })
  const tokens = new Counter({
    name: 'askpress_tokens_total',
    help: 'Tokens that providers charged, by what for and in which direction.',
    labelNames: ['purpose', 'direction'],
    registers,
  })
  const cost = new Counter({
    name: 'askpress_cost_usd_total',
    help: 'What those tokens cost in US dollars, by the prices that are configured.',
    labelNames: ['purpose'],
    registers,
  })
  const dropped = new Counter({
    name: 'askpress_dropped_sentences_total',
    help: 'Sentences of a model that were not let through, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const spent = new Gauge({
    name: 'askpress_budget_spent_usd',
    help: 'Spent today (UTC) in US dollars, by all processes.',
    registers,
  })
  const limit = new Gauge({
    name: 'askpress_budget_limit_usd',
    help: 'DAILY_BUDGET_USD; +Inf where none is set.',
    registers,
  })
  for (const gauge of [spent, limit]) gauge.remove()
  // A counter that first appears with 1 has no rate: those that are known begin with 0.
  for (const kind of ['answer', 'question_vector'] as const) {
    for (const result of ['hit', 'miss'] as const) cache.inc({ kind, result }, 0)
  }
  const [stageName, reasonName] = [bounded(), bounded()]
  return {
    observeStage: (stage, ms) => stages.observe({ stage: stageName(stage) }, ms / 1000),
    countCache: (kind, result) => cache.inc({ kind, result }),
    countTokens: (purpose, direction, count) => tokens.inc({ purpose, direction }, count),
    countCost: (purpose, usd) => cost.inc({ purpose }, usd),
    setBudget(spentUsd, limitUsd) {
      spent.set(spentUsd)
      limit.set(limitUsd ?? Number.POSITIVE_INFINITY)
    },
    countDropped: (reason) => dropped.inc({ reason: reasonName(reason) }),
  }
}
