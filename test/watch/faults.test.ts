/**
 * Faults of every class are put into a running service, and each has to raise the number that an alert looks at.
 *
 * O05 of the plan of tests. The order matters: what is kept comes first, what takes the service down comes last.
 */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openEmbedder } from '../../src/app/open.ts'
import { watchHttp } from '../../src/app/watch-upstream.ts'
import { readConfig } from '../../src/config.ts'
import { openMetrics } from '../../src/metrics/metrics.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import type { Fault } from '../openai/faults.ts'
import { type OwnPostgres, openOwnPostgres, postgresBin } from '../operations/own-postgres.ts'
import { hasRedisServer, type RedisServer, startRedis } from '../redis.ts'
import { signedHeaders, WEBHOOK_SECRET } from '../sign-webhook.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { aSite, somePosts } from '../wordpress/make-site.ts'
import { startWatched, type WatchedService } from './watched-service.ts'

const POSTS = 40
/** State is read from the database once in ten seconds, and the queue is counted as seldom. */
const STATE = { timeout: 25_000, interval: 250 }

describe.skipIf(postgresBin === null || !hasRedisServer)('a running service', () => {
  let postgres: OwnPostgres
  let redis: RedisServer
  let site: FaultServer
  let provider: FakeOpenAi
  let service: WatchedService

  beforeAll(async () => {
    postgres = await openOwnPostgres()
    await postgres.start()
    redis = await startRedis()
    site = await startFaultServer({ site: aSite({ posts: somePosts(1, POSTS) }) })
    provider = await startFakeOpenAi()
    service = await startWatched({
      ...{ WP_URL: site.url, SYNC_INTERVAL_MINUTES: '1440', WEBHOOK_SECRET },
      ...{ DATABASE_URL: postgres.url(), REDIS_URL: redis.url },
      ...{ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'test', EMBED_DIMENSIONS: '16' },
    })
    const added = () => service.sum('askpress_sync_posts_total', 'added')
    await vi.waitFor(async () => expect(await added()).toBe(POSTS), STATE)
  }, 90_000)
  afterAll(async () => {
    await service?.stop()
    await provider?.close()
    await site?.close()
    await redis?.kill()
    await postgres?.close()
  })

  const resync = async () => {
    const body = '{"type":"source.resync"}'
    await service.post('/ingest', JSON.parse(body), signedHeaders(body))
  }
  const search = (q: string, signal?: AbortSignal) =>
    fetch(`${service.url}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q }),
      signal: signal ?? null,
    })

  it('counts what the other side counts', async () => {
    const count = async () => ({
      embedder: await service.sum('askpress_upstream_seconds_count', '"embedder"'),
      wordpress: await service.sum('askpress_upstream_seconds_count', '"wordpress"'),
      texts: await service.sum('askpress_cache_lookups_total', '"question_vector"', '"miss"'),
    })
    const asked = () => ({ embedder: provider.requests.length, wordpress: site.requests.length })
    const [counted, known] = [await count(), asked()]
    for (let n = 0; n < 50; n++) await search(`question ${n % 40}`)
    await resync()
    await expect.poll(() => service.sum('askpress_sync_runs_total', '"nightly"', '"done"'), STATE).toBe(1)

    const [after, now] = [await count(), asked()]
    expect(now.embedder - known.embedder).toBe(40)
    expect(now.wordpress - known.wordpress).toBeGreaterThan(1)
    expect(after).toEqual({
      embedder: counted.embedder + 40,
      wordpress: counted.wordpress + now.wordpress - known.wordpress,
      texts: counted.texts + 40,
    })
  })

  it('sees a client that leaves', async () => {
    provider.fail('hang')
    await search('Who waits for this?', AbortSignal.timeout(300)).catch(() => {})
    await expect.poll(() => service.sum('askpress_http_requests_total', '"499"')).toBe(1)
  })

  it('sees an embedder that fails, and searches that are less for it', async () => {
    provider.failAlways('unauthorized')
    await search('What is in the cellar?')
    expect(await service.sum('askpress_upstream_seconds_count', '"embedder"', '"401"')).toBeGreaterThan(0)
    expect(await service.sum('askpress_searches_total', '"keyword"', 'degraded="true"')).toBe(1)
    provider.failAlways(null)
  }, 40_000)

  it('sees posts that cannot be read, and a site that lost most of its posts', async () => {
    const { posts } = site.site
    for (const post of posts.slice(0, 3)) Object.assign(post, { modifiedGmt: '2026-04-01T00:00:00' })
    site.fault({ match: ({ query }) => /(^|,)2(,|$)/.test(query.get('include') ?? ''), status: 500 })
    posts.splice(10)
    await resync()
    await expect.poll(() => service.sum('askpress_site_posts', '"withheld"'), STATE).toBeGreaterThan(0)
    expect(await service.sum('askpress_site_posts', '"failed"')).toBe(1)
    site.heal()
  }, 60_000)

  it('sees a WordPress that breaks connections and answers 500, and what failed for it', async () => {
    site.fault({ resetAt: 1, times: 1 })
    site.fault({ status: 500, skip: 1 })
    await service.post('/ingest', { post_id: 1 })
    await resync()
    await expect.poll(() => service.sum('askpress_job_failures_total', '"posts"'), STATE).toBeGreaterThan(0)
    await expect.poll(() => service.sum('askpress_sync_runs_total', '"nightly"', '"failed"'), STATE).toBeGreaterThan(0)
    expect(await service.sum('askpress_upstream_seconds_count', '"wordpress"', '"reset"')).toBe(1)
    expect(await service.sum('askpress_upstream_seconds_count', '"wordpress"', '"500"')).toBeGreaterThan(0)
    // Put off until later.
    await expect.poll(() => service.sum('askpress_delayed_runs'), STATE).toBe(1)
    await expect.poll(() => service.sum('askpress_queue_jobs', '"posts"', '"deferred"'), STATE).toBeGreaterThan(0)
    site.heal()
  }, 60_000)

  it('sees requests that wait for a connection', async () => {
    const client = new pg.Client({ connectionString: postgres.url() })
    await client.connect()
    await client.query('begin; lock table collections in access exclusive mode')
    const searches = Array.from({ length: 30 }, (_, n) => search(`Is there room for ${n}?`))
    await expect.poll(() => service.sum('askpress_database_connections', '"waiting"')).toBeGreaterThan(0)
    await client.query('rollback')
    await client.end()
    await Promise.all(searches)
  }, 40_000)

  it('sees a Redis that dies', async () => {
    expect(await service.read('askpress_redis_up')).toBe(1)
    await redis.kill()
    await expect.poll(() => service.read('askpress_redis_up')).toBe(0)
  })

  it('sees an index that came out of a backup', async () => {
    expect(await service.read('askpress_ready')).toBe(1)
    const client = new pg.Client({ connectionString: postgres.url() })
    await client.connect()
    await client.query('update sites set restored_at = now()')
    await client.end()
    await expect.poll(() => service.read('askpress_ready')).toBe(0)
  })

  it('sees a PostgreSQL that dies, and the requests that fail for it', async () => {
    expect(await service.read('askpress_database_up')).toBe(1)
    const before = await service.sum('askpress_http_requests_total', '"503"')
    await postgres.kill()
    await expect.poll(() => service.metrics()).toContain('askpress_database_up 0')
    await search('Is anybody there?')
    expect(await service.sum('askpress_http_requests_total', '"503"')).toBeGreaterThan(before)
  }, 40_000)
})

describe('requests to an embedder', () => {
  const FAULTS: [Fault, string][] = [
    ['error_500', '500'],
    ['insufficient_quota', '429'],
    ['error_503', '503'],
    ['error_529', '529'],
    ['reset_at_once', 'reset'],
  ]

  it.each(FAULTS)('are counted by what came of them: %s', async (fault, outcome) => {
    const provider = await startFakeOpenAi()
    provider.failAlways(fault)
    const metrics = openMetrics({ version: '1', hasProcess: false })
    const config = readConfig({ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'test' })
    // Whoever asks leaves after the first attempt: the others are of the same kind.
    const stop = new AbortController()
    const { embedder, close } = openEmbedder(config, (http) =>
      watchHttp(http, 'embedder', (...facts) => {
        metrics.observeUpstream(...facts)
        stop.abort()
      }),
    )
    await embedder.embed(['Anybody?'], stop.signal).catch(() => {})
    await close()
    await provider.close()

    const { text } = await metrics.read()
    expect(text).toContain(`askpress_upstream_seconds_count{service="embedder",outcome="${outcome}"} 1`)
  })
})
