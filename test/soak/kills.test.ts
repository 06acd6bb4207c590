/** The short form of `node bench/kills.ts`: the real program, killed by SIGKILL in its first sync and started again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { readFingerprints } from './fingerprints.ts'
import { type OpenHome, openPgliteHome, openPostgresHome } from './homes.ts'
import { killAndFinish } from './kill-run.ts'
import { runSync } from './program.ts'
import { openSiteModel } from './site-model.ts'

describe('a first sync that is killed twice', () => {
  let wordpress: FaultServer
  let provider: FakeOpenAi
  const homes: OpenHome[] = []
  beforeEach(async () => {
    wordpress = await startFaultServer({ site: openSiteModel(5, { posts: 60, pages: 0 }).site })
    provider = await startFakeOpenAi({ latencyMs: 100 })
  })
  afterEach(async () => {
    for (const home of homes.splice(0)) await home.close()
    await provider.close()
    await wordpress.close()
  })
  const open = async (how: () => Promise<OpenHome>) => {
    const home = await how()
    homes.push(home)
    return home
  }

  const check = async (how: () => Promise<OpenHome>) => {
    const calm = await open(how)
    const startedAt = performance.now()
    const env = { WP_URL: wordpress.url, OPENAI_BASE_URL: provider.baseUrl, ...calm.env }
    expect((await runSync(env, null)).code).toBe(0)
    const withinMs = performance.now() - startedAt
    const versions = [await calm.withDb(readFingerprints)]
    provider.requests.length = 0
    const home = await open(how)

    const scene = { wordpress, provider, home, reader: home.reader, versions, withinMs, seed: 5 }
    const figures = await killAndFinish(scene, 2)

    expect(figures).toMatchObject({ mixed: [], lost: 0, double: 0, different: 0 })
    expect(figures.sentTexts).toBeLessThanOrEqual(figures.uniqueTexts * (1 + figures.kills))
  }
  // Half a dozen starts of the program, a second or two each on an idle machine.
  const timeout = 120_000

  it('ends on PGlite with the index of one that was left alone', { timeout }, () => check(openPgliteHome))

  it.skipIf(!testDatabaseUrl)('ends on PostgreSQL with the same', { timeout }, () => check(openPostgresHome))
})
