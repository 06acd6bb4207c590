/**
 * One service that is asked with canaries in every field, well and in trouble, while everything is logged, counted and
 * traced: what an operator sees of it, and what he must never see.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { signedHeaders, WEBHOOK_SECRET } from '../sign-webhook.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { aSite, somePosts } from '../wordpress/make-site.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts'
import { startWatched, type WatchedService } from './watched-service.ts'

const CANARY = 'canary9c41d7'
const KEY = `${CANARY}-the-key-of-a-client`
const ADMIN = `${CANARY}-the-key-of-the-operator`
const QUESTION = `Where does ${CANARY} keep its lamp?`
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const CALLER = '00f067aa0ba902b7'

let site: FaultServer
let provider: FakeOpenAi
let receiver: OtlpReceiver
let service: WatchedService
let metrics = ''
let exitCode: number | null = null

beforeAll(async () => {
  const posts = somePosts(1, 5, { contentHtml: `<p>The lamp of ${CANARY}-post is kept in the cellar.</p>` })
  site = await startFaultServer({ site: aSite({ posts }) })
  provider = await startFakeOpenAi()
  receiver = await startOtlpReceiver()
  service = await startWatched(
    {
      ...{ WP_URL: site.url, SYNC_INTERVAL_MINUTES: '1440', WEBHOOK_SECRET, API_KEY: KEY, ADMIN_KEY: ADMIN },
      ...{ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: `${CANARY}-sk`, EMBED_DIMENSIONS: '16' },
      ...{ LOG_LEVEL: 'trace', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'askpress-test' },
    },
    { authorization: `Bearer ${ADMIN}` },
  )
  await until('askpress_sync_runs_total{kind="tick",outcome="done"}')
  await ask()
  metrics = await service.metrics()
  exitCode = await service.stop()
}, 90_000)

afterAll(async () => {
  await service?.stop()
  await receiver?.close()
  await provider?.close()
  await site?.close()
})

/** Every way to be asked, and then in trouble. */
async function ask(): Promise<void> {
  const headers = {
    'x-api-key': KEY,
    'x-other': `${CANARY}-header`,
    cookie: CANARY,
    referer: `https://${CANARY}.test/`,
  }
  const question = { q: QUESTION, history: [{ q: `Who is ${CANARY}?`, answer: `${CANARY}-answer` }] }
  const traced = { ...headers, traceparent: `00-${TRACE}-${CALLER}-01` }
  await service.post('/search', { ...question, filters: { author: `${CANARY}-author` } }, headers)
  await service.post('/search', { q: 'Where is the lamp of the cellar?' }, traced)
  await service.post(`/ask?${CANARY}`, question, headers)
  await (await service.post('/ask', { ...question, stream: true }, headers)).text()
  await service.post('/search', { q: QUESTION, site: `${CANARY}-site` }, headers)
  await service.post('/search', { q: CANARY, k: CANARY }, headers)
  await service.post('/search', { q: QUESTION }, { 'x-api-key': `${CANARY}-wrong` })
  await service.post(`/${CANARY}`, question, headers)
  await service.post('/ingest', { post_id: CANARY }, headers)
  await service.post(
    '/ingest',
    { post_id: 1, secret: CANARY },
    {
      ...signedHeaders(`{"type":"${CANARY}"}`),
      authorization: '',
    },
  )
  for (const fault of ['unauthorized', 'error_500', 'cut_json'] as const) {
    provider.writing.failAlways(fault)
    provider.failAlways(fault)
    await service.post('/ask', { q: `${fault}: ${QUESTION}` }, headers)
  }
  await service.post('/ask', { q: QUESTION }, headers)
  await service.post('/ask', { q: QUESTION }, headers)
  provider.failAlways(null)
  site.fault({ status: 500, body: `<p>${CANARY}</p>` })
  await service.post('/ingest', { post_id: 2 }, headers)
  await until('askpress_job_failures_total{job="posts"}')
}

async function until(series: string): Promise<void> {
  await vi.waitFor(async () => expect(await service.read(series)).toBe(1), { timeout: 30_000, interval: 100 })
}

interface Line {
  level: number
  msg: string
  [fact: string]: unknown
}

/** The first line is for people: no key is needed there. */
const linesOf = (log: string): Line[] =>
  log.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []))

describe('the log', () => {
  it('holds nothing that was asked, answered, sent or kept', () => {
    expect(service.log().length).toBeGreaterThan(3_000)
    expect(service.log()).not.toContain(CANARY)
    expect(service.log()).not.toContain('remote')
  })

  it('has one line a request and one a run', () => {
    const lines = linesOf(service.log())
    const routes = lines.filter(({ msg, route }) => msg === 'request' && route !== '/metrics')
    expect(routes.map(({ route, status }) => `${route} ${status}`)).toEqual([
      ...['/search 200', '/search 200', '/ask 200', '/ask 200', '/search 404', '/search 400', '/search 401'],
      ...['none 404', '/ingest 400', '/ingest 401', ...Array(5).fill('/ask 200'), '/ingest 202'],
    ])
    const runs = lines.filter(({ msg }) => msg === 'sync')
    expect(runs).toMatchObject([
      { kind: 'tick', outcome: 'done', listed: 5, added: 5, embedded: { texts: 5 } },
      { kind: 'post', outcome: 'failed', requests: { light: 4 }, notes: [expect.stringContaining('500')] },
    ])
  })

  it('knows a question that is asked again, and not what it was', () => {
    const asked = linesOf(service.log()).filter(({ question }) => question !== undefined)
    expect(asked[0]?.['question']).toBe(asked[2]?.['question'])
    expect(asked[0]?.['question']).not.toBe(asked[1]?.['question'])
    expect(asked[0]).toMatchObject({ question_chars: QUESTION.length })
  })
})

describe('the numbers', () => {
  it('hold none of it either', () => {
    expect(metrics).not.toContain(CANARY)
  })

  it('tell of every stage, lookup, token and run there was', () => {
    for (const line of [
      /^askpress_stage_seconds_count\{stage="embed"\} \d+$/m,
      /^askpress_stage_seconds_count\{stage="keyword"\} \d+$/m,
      /^askpress_stage_seconds_count\{stage="vector"\} \d+$/m,
      /^askpress_stage_seconds_count\{stage="score"\} \d+$/m,
      /^askpress_stage_seconds_count\{stage="extract"\} \d+$/m,
      /^askpress_stage_seconds_count\{stage="model"\} \d+$/m,
      /^askpress_cache_lookups_total\{kind="question_vector",result="hit"\} [1-9]/m,
      /^askpress_tokens_total\{purpose="question",direction="input"\} [1-9]/m,
      /^askpress_tokens_total\{purpose="passages",direction="input"\} [1-9]/m,
      /^askpress_tokens_total\{purpose="answer",direction="output"\} [1-9]/m,
      /^askpress_sync_runs_total\{kind="tick",outcome="done"\} 1$/m,
      /^askpress_sync_posts_total\{change="added"\} 5$/m,
      /^askpress_first_token_seconds_count 1$/m,
      /^askpress_queue_jobs\{queue="posts",state="\w+"\} \d+$/m,
      /^nodejs_eventloop_lag_p99_seconds /m,
    ]) {
      expect(metrics).toMatch(line)
    }
  })
})

describe('the traces', () => {
  const named = (name: string): ReceivedSpan[] => receiver.spans.filter((span) => span.name === name)
  const byId = () => new Map(receiver.spans.map((span) => [span.spanId, span]))
  /** Names from the span up to where its trace came in. */
  const pathOf = (span: ReceivedSpan | undefined): string[] =>
    span ? [span.name, ...pathOf(byId().get(span.parentSpanId ?? ''))] : []

  it('come to the path of traces, under the name that was given', () => {
    expect(exitCode).toBe(0)
    expect(new Set(receiver.paths)).toEqual(new Set(['/v1/traces']))
    expect(receiver.resources[0]).toMatchObject({
      'service.name': 'askpress-test',
      'service.version': expect.any(String),
    })
  })

  it('hold none of it either', () => {
    expect(receiver.spans.length).toBeGreaterThan(30)
    expect(receiver.bodies.join('')).not.toContain(CANARY)
  })

  it('go on with the trace of the caller', () => {
    const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE)
    const request = spans.find(({ name }) => name === 'POST /search')
    expect(request).toMatchObject({
      parentSpanId: CALLER,
      kind: 2,
      attributes: { 'http.route': '/search', 'http.response.status_code': 200, 'askpress.mode': 'hybrid' },
    })
    const stages = ['retrieve', 'embed', 'POST embedder', 'keyword', 'vector', 'score', 'texts']
    expect(spans.map(({ name }) => name).sort()).toEqual(['POST /search', ...stages].sort())
    expect(pathOf(spans.find(({ name }) => name === 'POST embedder'))).toEqual([
      ...['POST embedder', 'embed', 'retrieve', 'POST /search'],
    ])
  })

  it('have the work of a stream below its request', () => {
    for (const stage of ['model', 'extract']) {
      const paths = named(stage).map(pathOf)
      expect(paths.length).toBeGreaterThan(1)
      for (const path of paths) expect(path).toEqual([stage, 'POST /ask'])
    }
  })

  it('have each run with its outcome, and hand it on to the site', () => {
    const [tick] = named('sync run')
    expect(tick).toMatchObject({
      attributes: { 'askpress.kind': 'tick', 'askpress.outcome': 'done', 'askpress.added': 5 },
    })
    const headers = site.requests.map((request) => String(request.headers['traceparent']))
    expect(headers.filter((header) => header.startsWith(`00-${tick?.traceId}-`)).length).toBeGreaterThan(2)
    const failed = named('sync run').findLast(({ attributes }) => attributes['askpress.kind'] === 'post')
    expect(failed).toMatchObject({ status: { code: 2 } })
  })
})
