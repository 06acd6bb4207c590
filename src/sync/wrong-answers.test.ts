/** What the soaks of test/soak found: answers that are wrong in two ways at once, each as the smallest case. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts'
import type { LoggedRequest } from '../../test/wordpress/faults.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { answerRest } from '../sample/rest.ts'
import type { SamplePost, SampleSite } from '../sample/site.ts'
import type { Db } from '../store/db.ts'

/** More than a tick lists whole. */
const POSTS = 320
const OTHER = aSite({ posts: [aPost({ id: 2, contentHtml: '<p>not our lantern</p>' })] })

describeOnBoth('a sync that is told wrong things', (getDb) => {
  let db: Db
  let world: SyncWorld
  let site: SampleSite
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    const posts = somePosts(1, POSTS).map((post) => ({
      ...post,
      modifiedGmt: timeOf(post.id),
      dateGmt: timeOf(post.id),
    }))
    site = aSite({ posts: [...posts, ...somePosts(1001, 1005, { type: 'page' })] })
    world = await openSyncWorld(db, { site })
    await world.sync()
  })
  afterEach(() => world.close())

  const post = (id: number): SamplePost => site.posts.find((one) => one.id === id) ?? aPost({ id })
  const active = async () =>
    (await db.query<{ count: number }>(`select count(*)::int as count from documents where status = 'active'`))[0]
      ?.count
  const otherSite = (skip: number) => {
    const asked: LoggedRequest[] = []
    world.wordpress.fault({
      skip,
      match: (request) => asked.push(request) > 0,
      edit: (honest) => {
        // The faults see every request in turn, those they let through as well.
        const request = asked.at(-1)
        const answer = request && answerRest(OTHER, { ...request, origin: 'https://other.test' })
        return answer ?? honest
      },
    })
  }

  it('keeps a post that became a page while the pages cannot be listed', async () => {
    post(7).type = 'page'
    world.wordpress.fault({
      match: (request) => /pages\?.*orderby/.test(request.url),
      status: 500,
      body: 'critical error',
    })

    expect(await world.sync()).toMatchObject({ removed: 0, withheld: 1, outcome: 'partial' })
    expect(await active()).toBe(POSTS + 5)
  })

  it('leaves all as it is when another site answers a tick within the hour', async () => {
    otherSite(0)

    await expect(world.sync({ mode: 'tick' })).rejects.toMatchObject({ code: 'identity_changed' })

    expect(await active()).toBe(POSTS + 5)
    expect(await world.find('lantern')).toEqual([])
  })

  it('removes nothing when another site answers from the middle of the run on', async () => {
    site.posts = site.posts.filter(({ id }) => id !== 1003)
    // Its own home, four pages of posts and one of pages: then the proofs.
    otherSite(6)

    await expect(world.sync()).rejects.toMatchObject({ code: 'identity_changed' })

    expect(await active()).toBe(POSTS + 5)
  })

  it('reads what the first pages showed when every listing breaks off', async () => {
    Object.assign(post(3), { contentHtml: '<p>early lantern</p>', modifiedGmt: '2026-11-02T10:00:00' })
    world.wordpress.fault({
      match: ({ query }) => query.has('orderby') && Number(query.get('offset') ?? 0) > 0,
      status: 500,
      body: 'critical error',
    })

    expect(await world.sync()).toMatchObject({ updated: 1, removed: 0, outcome: 'partial' })
    expect(await world.find('lantern')).toEqual([3])
  })

  it('goes on with the pages in a tick in which the posts cannot be listed', async () => {
    Object.assign(post(1002), { contentHtml: '<p>page lantern</p>', modifiedGmt: '2026-11-02T10:00:00' })
    world.wordpress.fault({ match: '/wp/v2/posts?orderby', status: 500, body: 'critical error' })

    expect(await world.sync({ mode: 'tick' })).toMatchObject({ updated: 1, removed: 0, outcome: 'partial' })
    expect(await world.find('lantern')).toEqual([1002])
  })

  it('keeps a post that an old copy of the listing shows with a password it has no more', async () => {
    const old: SampleSite = structuredClone(site)
    for (const one of old.posts) if (one.id === 5) Object.assign(one, { password: 'x', modifiedGmt: timeOf(4) })
    world.wordpress.fault({
      match: '/wp/v2/posts?orderby=id&order=asc&per_page=100&offset=0',
      edit: (answer) => {
        const url = '/wp-json/wp/v2/posts?orderby=id&order=asc&per_page=100'
        return answerRest(old, { method: 'GET', url, origin: world.wordpress.origin }) ?? answer
      },
    })

    await world.sync()

    expect(await active()).toBe(POSTS + 5)
  })

  it('removes what is gone though the clock of this machine was set back an hour', async () => {
    await db.query(`update documents set listed_at = listed_at + interval '1 hour'`)
    site.posts = site.posts.filter(({ id }) => id !== 9)

    expect(await world.sync()).toMatchObject({ removed: 1, listed: POSTS + 4, failed: {}, outcome: 'done' })
  })
})

/** One post an hour, oldest first. */
function timeOf(id: number): string {
  return new Date(Date.UTC(2026, 0, 1) + id * 3_600_000).toISOString().slice(0, 19)
}
