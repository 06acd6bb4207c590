/** What a site of 2,000 posts has to answer: the figures of docs/quality.md, asserted. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeOnBoth } from '../../test/database.ts'
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts'
import { aSite, somePosts } from '../../test/wordpress/make-site.ts'

const POSTS = 2_000
const PAGES = 40
const START_MS = 120_000

describeOnBoth('a quiet site of 2,000 posts and 40 pages', (getDb) => {
  let world: SyncWorld
  beforeAll(async () => {
    const posts = somePosts(1, POSTS).map((post) => ({
      ...post,
      modifiedGmt: timeOf(post.id),
      dateGmt: timeOf(post.id),
    }))
    const pages = somePosts(POSTS + 1, POSTS + PAGES, { type: 'page' })
    world = await openSyncWorld(getDb(), { site: aSite({ posts: [...posts, ...pages] }) })
    await world.sync()
  }, START_MS)
  afterAll(() => world?.close())

  const listed = POSTS + PAGES

  it('costs a tick three light requests', async () => {
    // Looks take turns: every one of them stays within.
    for (let turn = 0; turn < 4; turn++) {
      const report = await world.sync({ mode: 'tick' })
      expect(report).toMatchObject({ kind: 'tick', outcome: 'done', listed, unchanged: listed })
      expect(report.requests).toEqual({ light: 3, heavy: 0 })
      expect(report.embedded).toEqual({ texts: 0, requests: 0, tokens: 0 })
    }
  })

  it('costs the nightly pass 21 light requests and at most 10 heavy ones', async () => {
    for (let night = 0; night < 2; night++) {
      const report = await world.sync({ mode: 'nightly' })
      expect(report).toMatchObject({ kind: 'nightly', outcome: 'done', listed, unchanged: listed })
      expect(report.requests.light).toBe(21)
      expect(report.requests.heavy).toBeGreaterThan(0)
      expect(report.requests.heavy).toBeLessThanOrEqual(10)
      expect(report.embedded).toEqual({ texts: 0, requests: 0, tokens: 0 })
    }
  })
})

/** One post an hour. */
function timeOf(id: number): string {
  return new Date(Date.UTC(2026, 0, 1) + id * 3_600_000).toISOString().slice(0, 19)
}
