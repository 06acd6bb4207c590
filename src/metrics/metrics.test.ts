/** The numbers as Prometheus reads them. */
import { expect, it } from 'vitest'
import { aReport, aSiteStatus } from '../../test/makers.ts'
import { openMetrics } from './metrics.ts'

const someMetrics = () => openMetrics({ version: '1.2.3', hasProcess: false })

/** The lines of the text that are about this name, without comments. */
async function valuesOf(metrics: ReturnType<typeof someMetrics>, name: string): Promise<string[]> {
  const { text } = await metrics.read()
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
}

const aRequest = (request = {}) => ({ route: '/search', status: 200, ms: 12, facts: {}, ...request })

it('counts requests by route and status, and sorts their times into buckets', async () => {
  const metrics = someMetrics()
  metrics.observeRequest(aRequest())
  metrics.observeRequest(aRequest({ ms: 260 }))
  metrics.observeRequest(aRequest({ status: 503 }))
  expect(await valuesOf(metrics, 'askpress_http_requests_total')).toEqual([
    'askpress_http_requests_total{route="/search",status="200"} 2',
    'askpress_http_requests_total{route="/search",status="503"} 1',
  ])
  const buckets = await valuesOf(metrics, 'askpress_http_request_seconds_bucket')
  expect(buckets).toContain('askpress_http_request_seconds_bucket{le="0.025",route="/search"} 2')
  expect(buckets).toContain('askpress_http_request_seconds_bucket{le="0.3",route="/search"} 3')
})

it('does not take a client that left for a failure of ours', async () => {
  const metrics = someMetrics()
  metrics.observeRequest(aRequest({ status: 503, facts: { aborted: true } }))
  expect(await valuesOf(metrics, 'askpress_http_requests_total')).toEqual([
    'askpress_http_requests_total{route="/search",status="499"} 1',
  ])
})

it('takes outcomes, modes and first words from what the log line says', async () => {
  const metrics = someMetrics()
  metrics.observeRequest(aRequest({ facts: { mode: 'keyword', degraded: true, hits: 3 } }))
  const asked = { outcome: 'answered', cached: false, degraded: false, first_token_ms: 700, broken_off: true }
  metrics.observeRequest(aRequest({ route: '/ask', facts: asked }))
  expect(await valuesOf(metrics, 'askpress_searches_total')).toEqual([
    'askpress_searches_total{mode="keyword",degraded="true"} 1',
  ])
  expect(await valuesOf(metrics, 'askpress_answers_total')).toEqual([
    'askpress_answers_total{outcome="answered",cached="false",degraded="false"} 1',
  ])
  expect(await valuesOf(metrics, 'askpress_first_token_seconds_sum')).toEqual(['askpress_first_token_seconds_sum 0.7'])
  expect(await valuesOf(metrics, 'askpress_streams_broken_total')).toEqual(['askpress_streams_broken_total 1'])
})

it('counts stages, lookups, tokens, money and what was dropped', async () => {
  const metrics = someMetrics()
  metrics.observeStage('vector', 4)
  metrics.countCache('answer', 'hit')
  metrics.countTokens('answer', 'output', 120)
  metrics.countCost('answer', 0.25)
  metrics.setBudget(1.5, null)
  metrics.countDropped('number')
  metrics.countLimit('burst', 'refused', 'process')
  const { text } = await metrics.read()
  for (const line of [
    'askpress_stage_seconds_bucket{le="0.005",stage="vector"} 1',
    'askpress_cache_lookups_total{kind="answer",result="hit"} 1',
    'askpress_tokens_total{purpose="answer",direction="output"} 120',
    'askpress_cost_usd_total{purpose="answer"} 0.25',
    'askpress_budget_spent_usd 1.5',
    'askpress_budget_limit_usd +Inf',
    'askpress_dropped_sentences_total{reason="number"} 1',
    'askpress_limit_decisions_total{policy="burst",decision="refused",store="process"} 1',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

it('begins what is known with 0, so that the first one is seen as a change', async () => {
  const metrics = someMetrics()
  expect(await valuesOf(metrics, 'askpress_sync_runs_total')).toContain(
    'askpress_sync_runs_total{kind="tick",outcome="failed"} 0',
  )
  metrics.countRun(aReport({ kind: 'tick', outcome: 'failed', added: 2 }))
  expect(await valuesOf(metrics, 'askpress_sync_runs_total')).toContain(
    'askpress_sync_runs_total{kind="tick",outcome="failed"} 1',
  )
  expect(await valuesOf(metrics, 'askpress_sync_posts_total')).toContain('askpress_sync_posts_total{change="added"} 2')
})

it('keeps labels few, whatever they are called with', async () => {
  const metrics = someMetrics()
  for (let n = 0; n < 2_000; n++) {
    metrics.countDropped(`reason ${n}`)
    metrics.observeRequest(aRequest({ route: `/posts/${n}`, facts: { outcome: `o${n}` } }))
    metrics.countLimit(`policy ${n}`, 'admitted', 'redis')
    metrics.observeUpstream('model', `${n}`, 1)
    metrics.observeStage(`stage ${n}`, 1)
  }
  const { text } = await metrics.read()
  expect(text.split('\n').length).toBeLessThan(3_000)
  expect(await valuesOf(metrics, 'askpress_dropped_sentences_total')).toContain(
    'askpress_dropped_sentences_total{reason="other"} 1960',
  )
})

it('calls the files of the page one route', async () => {
  const metrics = someMetrics()
  for (const route of ['/assets/a.js', '/assets/b.css']) metrics.observeRequest(aRequest({ route }))
  expect(await valuesOf(metrics, 'askpress_http_requests_total')).toEqual([
    'askpress_http_requests_total{route="/assets/*",status="200"} 2',
  ])
})

const healthy = { isDatabaseUp: true, isRedisUp: true, isReady: true }

it('tells how things stand at the moment it is asked', async () => {
  const metrics = someMetrics()
  const site = aSiteStatus({
    name: 'blog',
    withheld: 3,
    pendingVectors: 7,
    freshness: { p50Seconds: 60, p95Seconds: 200 },
  })
  metrics.readStateFrom(async () => ({
    ...healthy,
    connections: { idle: 2, busy: 1, waiting: 0 },
    sites: [site],
    queues: [{ queue: 'posts', waiting: 5, deferred: 1, active: 1 }],
    delayedRuns: 1,
  }))
  const { text } = await metrics.read()
  for (const line of [
    'askpress_database_up 1',
    'askpress_redis_up 1',
    'askpress_ready 1',
    'askpress_database_connections{state="busy"} 1',
    'askpress_queue_jobs{queue="posts",state="waiting"} 5',
    'askpress_delayed_runs 1',
    'askpress_site_posts{site="blog",state="withheld"} 3',
    'askpress_site_pending_vectors{site="blog"} 7',
    'askpress_site_freshness_seconds{site="blog",quantile="0.95"} 200',
    'askpress_site_last_run_outcome{site="blog",outcome="done"} 1',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

it('has no old value for what cannot be asked now, and none for what there is not', async () => {
  const metrics = someMetrics()
  expect(await valuesOf(metrics, 'askpress_redis_up')).toEqual([])
  metrics.readStateFrom(async () => ({ ...healthy, sites: [aSiteStatus()], delayedRuns: 2 }))
  await metrics.read()
  metrics.readStateFrom(async () => ({ isDatabaseUp: false, isRedisUp: null, isReady: false }))
  expect(await valuesOf(metrics, 'askpress_database_up')).toEqual(['askpress_database_up 0'])
  for (const name of ['askpress_site_posts', 'askpress_delayed_runs', 'askpress_redis_up']) {
    expect(await valuesOf(metrics, name)).toEqual([])
  }
})

it('has the lag of the event loop and the memory of a service, and says which version it is', async () => {
  const { text, contentType } = await openMetrics({ version: '1.2.3', hasProcess: true }).read()
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain(`askpress_build_info{version="1.2.3",node="${process.version}"} 1`)
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m)
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
})
