/** What a sync pays: asked before it starts, bounded by the day, taken up again the next day. On the embedded database. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openApp } from '../../src/app.ts'
import type { App, SyncRequest } from '../../src/cli/parts.ts'
import { readConfig } from '../../src/config.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { aSite, somePosts } from '../wordpress/make-site.ts'

let folder: string
let wordpress: FaultServer
let provider: FakeOpenAi
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askpress-money-'))
  wordpress = await startFaultServer({ site: aSite({ posts: somePosts(1, 12) }) })
  provider = await startFakeOpenAi()
})
afterEach(async () => {
  await wordpress.close()
  await provider.close()
  await rm(folder, { recursive: true, force: true })
})

it('is told by a dry run, which pays for nothing and counts no text twice', async () => {
  const cost = await run({}, async (app) => {
    const [dry] = await app.sync(aRequest({ isDryRun: true }))
    const [cost] = dry?.costs ?? []
    expect(provider.requests).toEqual([])
    expect(cost?.tokens).toBeGreaterThan(12)
    expect(cost?.usd).toBeCloseTo(((cost?.tokens ?? 0) * 0.13) / 1e6, 12)

    await app.sync(aRequest())
    const [after] = await app.sync(aRequest({ isDryRun: true, isFull: true }))
    expect(after?.costs).toEqual([{ model: 'text-embedding-3-large', tokens: 0, usd: 0 }])
    return cost
  })

  // Another model has none of them yet, and its price is not known.
  const other = await run({ EMBED_MODEL: 'other' }, (app) => app.sync(aRequest({ isDryRun: true })))
  expect(other[0]?.costs).toMatchObject([{ tokens: 0 }, { model: 'other', tokens: cost?.tokens, usd: null }])
})

it('ends with the money of the day: posts are found by their words, and get their vectors the next day', async () => {
  const stopped = await run({ DAILY_BUDGET_USD: '0' }, async (app) => {
    const [report] = await app.sync(aRequest())
    const search = { question: 'post 7', limit: 3, mode: 'hybrid' as const, filters: {} }
    const found = await app.search(search, new AbortController().signal)
    return { report, found, status: (await app.status())[0] }
  })
  expect(provider.requests).toEqual([])
  expect(stopped.report).toMatchObject({ outcome: 'partial', added: 12 })
  expect(stopped.report?.notes).toEqual([expect.stringContaining('DAILY_BUDGET_USD')])
  expect(stopped.found).toMatchObject({ isDegraded: true, mode: 'keyword' })
  expect(stopped.found.hits.length).toBeGreaterThan(0)
  expect(stopped.status).toMatchObject({ indexed: 12, pendingVectors: stopped.status?.chunks })

  // As if a day had begun.
  const next = await run({ DAILY_BUDGET_USD: '1' }, async (app) => {
    await app.sync(aRequest())
    return { status: (await app.status())[0], spending: await app.spending() }
  })
  expect(next.status?.pendingVectors).toBe(0)
  expect(next.spending.rows).toMatchObject([{ key: 'sync', kind: 'passages', requests: 1 }])
  expect(next.spending.spentUsd).toBeGreaterThan(0)
  expect(next.spending.reservedUsd).toBe(0)
})

async function run<T>(env: Record<string, string>, work: (app: App) => Promise<T>): Promise<T> {
  const own = { DATA_DIR: folder, WP_URL: wordpress.url, OPENAI_BASE_URL: provider.baseUrl, EMBED_DIMENSIONS: '16' }
  const app = await openApp(readConfig({ ...own, ...env }), { isService: false })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

function aRequest(change: Partial<SyncRequest> = {}): SyncRequest {
  const { signal } = new AbortController()
  return {
    isFull: false,
    postIds: [],
    isDryRun: false,
    approveDeletions: null,
    signal,
    onProgress: () => {},
    ...change,
  }
}
