/** Searches on a streaming replica that is behind, away, silent or none at all: what was withdrawn is never shown. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkReplica } from '../../src/app/replica.ts'
import { MAX_LAG_SECONDS, openReplica } from '../../src/store/replica.ts'
import { listSites } from '../../src/store/sites.ts'
import { withdrawDocuments } from '../../src/store/withdraw.ts'
import type { SearchMode } from '../../src/types.ts'
import { aTopicPost, findTitles, syncOnce, topicOf } from './installation.ts'
import { openOwnPostgres, postgresBin } from './own-postgres.ts'
import { openReplicaWorld, type ReplicaWorld } from './replica-world.ts'

const POSTS = 60
const MODES: SearchMode[] = ['keyword', 'vector', 'hybrid']

describe.skipIf(postgresBin === null)('searches on a streaming replica', () => {
  let world: ReplicaWorld
  beforeAll(async () => {
    world = await openReplicaWorld(POSTS)
  }, 120_000)
  afterAll(() => world?.close())

  const pause = () => world.onReplica.query('select pg_wal_replay_pause()')
  const resume = async () => {
    await world.onReplica.query('select pg_wal_replay_resume()')
    await world.caughtUp()
  }
  const find = async (question: string, mode: SearchMode) => {
    const { hits } = await world.app.search({ question, mode, limit: 8, filters: {} }, new AbortController().signal)
    return hits
  }

  it('look there, and not for what it does not have yet', async () => {
    await world.untilRead()
    await pause()
    world.installation.wordpress.site.posts.push(aTopicPost(901))
    await syncOnce(world.app)
    expect(await findTitles(world.app, topicOf(901))).toEqual([])

    await resume()
    expect(await findTitles(world.app, topicOf(901))).toEqual([`About ${topicOf(901)}`])
  })

  it('show nothing that was withdrawn or edited, while the replica has it still', async () => {
    await world.untilRead()
    await pause()
    const [site] = await listSites(world.onPrimary)
    const writer = { siteId: site?.id ?? 0, fence: null }
    const edited = world.installation.wordpress.site.posts[POSTS - 1]
    Object.assign(edited ?? {}, { contentHtml: '<p>All repainted in white.</p>', modifiedGmt: '2026-06-01T00:00:00' })
    await syncOnce(world.app)
    let stale = 0
    let found = 0
    for (let id = 1; id <= 40; id++) {
      const status = id % 2 === 0 ? ('hidden' as const) : ('deleted' as const)
      await withdrawDocuments(world.onPrimary, writer, [id], { status, reason: 'test' })
      const gone = new Set(Array.from({ length: id }, (_, at) => `About ${topicOf(at + 1)}`))
      for (const mode of MODES) {
        const hits = await find(`All ${topicOf(id)} of the harbour are painted in colour number ${POSTS}`, mode)
        stale += hits.filter(({ title, content }) => gone.has(title) || content.includes(`number ${POSTS},`)).length
        found += hits.length
      }
    }

    expect(stale).toBe(0)
    expect(found).toBeGreaterThan(0)
    // They were there to be found.
    const [left] = await world.onReplica.query<{ count: number }>(
      `select count(*) as count from documents where status = 'active' and wp_id <= 40`,
    )
    expect(left?.count).toBe(40)
    await resume()
  })

  it('go to the primary when the replica is too far behind, and back', async () => {
    const clock = { ms: 0 }
    const replica = openReplica(world.onPrimary, world.replica.url(), () => clock.ms)
    try {
      expect(await replica.state()).toEqual({ isUsed: true, lagSeconds: 0, reason: '' })
      await pause()
      for (const [seconds, isUsed] of [
        [2, true],
        [MAX_LAG_SECONDS - 1, true],
        [MAX_LAG_SECONDS + 3, false],
      ] as const) {
        await world.onPrimary.query('update sites set epoch = epoch + 1')
        clock.ms = seconds * 1000
        expect(await replica.state()).toMatchObject({ isUsed, reason: isUsed ? '' : expect.stringContaining('behind') })
        expect((await replica.choose()) === world.onPrimary).toBe(!isUsed)
      }
      await resume()
      clock.ms += 2_000
      expect(await replica.state()).toMatchObject({ isUsed: true, lagSeconds: 0 })
    } finally {
      await replica.close()
    }
  })

  it('do not fail for connections that end, or hang', async () => {
    const pids = await world.untilRead()
    for (const pid of pids) process.kill(pid, 'SIGTERM')
    expect(await findTitles(world.app, topicOf(50))).toEqual([`About ${topicOf(50)}`])

    const silent = await world.untilRead()
    for (const pid of silent) process.kill(pid, 'SIGSTOP')
    try {
      const startedAt = performance.now()
      expect(await findTitles(world.app, topicOf(51))).toEqual([`About ${topicOf(51)}`])
      expect(performance.now() - startedAt).toBeLessThan(8_000)
    } finally {
      for (const pid of silent) process.kill(pid, 'SIGCONT')
    }
  })

  it('go to the primary while the replica is away, and back when it is there', async () => {
    await world.untilRead()
    await world.replica.kill()
    for (let id = 45; id < 55; id++) expect(await findTitles(world.app, topicOf(id))).toEqual([`About ${topicOf(id)}`])
    expect(await checkReplica(world.config)).toMatchObject({ name: 'replica', state: 'warn' })

    await world.replica.start()
    await world.caughtUp()
    expect((await world.untilRead()).length).toBeGreaterThan(0)
    expect(await checkReplica(world.config)).toMatchObject({ state: 'ok', detail: expect.stringContaining('behind') })
  }, 60_000)

  it('do not go to a database that is no replica of ours', async () => {
    const other = await openOwnPostgres()
    await other.start()
    const replica = openReplica(world.onPrimary, other.url())
    const cousin = openReplica(world.onPrimary, world.primary.url())
    try {
      for (const wrong of [replica, cousin]) {
        expect(await wrong.state()).toMatchObject({ isUsed: false, reason: expect.stringContaining('not a streaming') })
        expect(await wrong.choose()).toBe(world.onPrimary)
      }
    } finally {
      await Promise.all([replica.close(), cousin.close()])
      await other.close()
    }
  })
})
