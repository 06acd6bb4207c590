import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import type { SamplePost, SampleSite } from '../sample/site.ts'
import type { Db } from '../store/db.ts'

/** More than a tick lists whole. */
const POSTS = 420

describeOnBoth('the tick', (getDb) => {
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
    site = aSite({ posts: [...posts, ...somePosts(1001, 1040, { type: 'page' })] })
    world = await openSyncWorld(db, { site })
    await world.sync()
    world.provider.requests.length = 0
  })
  afterEach(() => world.close())

  const tick = () => world.sync({ mode: 'tick' })
  const post = (id: number): SamplePost => site.posts.find((one) => one.id === id) ?? aPost({ id })
  const words = (id: number, text: string) => Object.assign(post(id), { contentHtml: `<p>${text}</p>` })

  it('costs three light requests while nothing happens', async () => {
    const report = await tick()

    expect(report).toMatchObject({ kind: 'tick', outcome: 'done', listed: POSTS + 40, unchanged: POSTS + 40 })
    expect(report.requests).toEqual({ light: 3, heavy: 0 })
    expect(report.embedded.texts).toBe(0)
  })

  it('brings in an edit, and only that', async () => {
    words(7, 'fresh lantern').modifiedGmt = '2026-11-02T10:00:00'

    expect(await tick()).toMatchObject({ updated: 1, unchanged: POSTS + 39, outcome: 'done' })
    expect(await world.find('lantern')).toEqual([7])
  })

  it('F23 brings in a scheduled post that went live with an old time stamp', async () => {
    site.posts.push(
      aPost({
        id: 2000,
        contentHtml: '<p>scheduled lantern</p>',
        modifiedGmt: timeOf(3),
        dateGmt: '2026-11-02T10:00:00',
      }),
    )

    expect(await tick()).toMatchObject({ added: 1, outcome: 'done' })
    expect(await world.find('lantern')).toEqual([2000])
  })

  it('F24 brings in an imported post that is dated and modified in 2012', async () => {
    const old = '2012-02-03T04:05:06'
    site.posts.push(aPost({ id: 2001, contentHtml: '<p>imported lantern</p>', modifiedGmt: old, dateGmt: old }))

    expect(await tick()).toMatchObject({ added: 1, outcome: 'done' })
    expect(await world.find('lantern')).toEqual([2001])
  })

  it('notices a deletion by the total, and proves it', async () => {
    words(9, 'doomed lantern').modifiedGmt = '2026-11-02T10:00:00'
    await tick()
    site.posts = site.posts.filter(({ id }) => id !== 9)

    expect(await tick()).toMatchObject({ removed: 1, outcome: 'done' })
    expect(await world.find('lantern')).toEqual([])
  })

  it('notices one post gone and another come, though the total is the same', async () => {
    words(9, 'doomed lantern').modifiedGmt = '2026-11-02T10:00:00'
    await tick()
    site.posts = site.posts.filter(({ id }) => id !== 9)
    site.posts.push(
      aPost({
        id: 2002,
        contentHtml: '<p>new lantern</p>',
        modifiedGmt: '2026-11-03T10:00:00',
        dateGmt: '2026-11-03T10:00:00',
      }),
    )

    await tick()

    expect(await world.find('lantern')).toEqual([2002])
  })

  it('F21 finds every one of 150 posts that share a second', async () => {
    for (let id = 100; id < 250; id++) words(id, `bulk lantern ${id}`).modifiedGmt = '2026-11-02T10:00:00'

    expect(await tick()).toMatchObject({ updated: 150, outcome: 'done' })
    expect((await tick()).requests.heavy).toBe(0)
  })

  it('F25 misses no edit when the site’s clock jumps back an hour', async () => {
    words(50, 'early lantern').modifiedGmt = '2026-10-25T00:59:00'
    await tick()
    words(51, 'late lantern').modifiedGmt = '2026-10-25T00:05:00'

    expect(await tick()).toMatchObject({ updated: 1 })
    expect(await world.find('lantern')).toEqual([50, 51])
  })

  it('F27 fetches nothing again and again when the server’s clock runs ahead', async () => {
    words(50, 'future lantern').modifiedGmt = '2031-01-01T00:00:00'
    await tick()

    expect((await tick()).requests).toEqual({ light: 3, heavy: 0 })
  })

  it('hides a post that gets a password at once', async () => {
    words(9, 'secret lantern').modifiedGmt = '2026-11-02T10:00:00'
    await tick()
    Object.assign(post(9), { password: 'x', modifiedGmt: '2026-11-03T10:00:00' })

    expect(await tick()).toMatchObject({ hidden: { protected: 1 }, outcome: 'done' })
    expect(await world.find('lantern')).toEqual([])
  })

  it('asks who the site is when the last run is long ago', async () => {
    await db.query(`update runs set started_at = started_at - interval '2 hours'`)

    expect((await tick()).requests.light).toBe(4)
  })
})

describeOnBoth('deletions', (getDb) => {
  let db: Db
  let world: SyncWorld
  let site: SampleSite
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    site = aSite({ posts: somePosts(1, 100) })
    world = await openSyncWorld(db, { site })
    await world.sync()
  })
  afterEach(() => world.close())

  const lose = (share: number) => {
    site.posts = site.posts.filter(({ id }) => id > share)
  }
  const aDayLater = () => db.query(`update documents set missing_since = missing_since - interval '25 hours'`)

  describe.each([5, 9])('of %i %', (share) => {
    it('are applied by the next sync', async () => {
      lose(share)
      expect(await world.sync()).toMatchObject({ removed: share, withheld: 0, outcome: 'done' })
    })
  })

  it.each([11, 30, 100])(
    'F51 of %i % are withheld beyond the budget, and applied when three sweeps over a day agree',
    async (share) => {
      lose(share)
      const first = await world.sync()
      expect(first.removed).toBeLessThanOrEqual(10)
      expect(first).toMatchObject({ withheld: share - first.removed, outcome: 'partial' })
      // The budget is for a day.
      expect(await world.sync()).toMatchObject({ removed: 0, withheld: share - first.removed })

      await aDayLater()
      expect(await world.sync()).toMatchObject({ removed: share - first.removed, withheld: 0 })
      expect(await world.find('text')).toHaveLength(100 - share)
    },
  )

  it('F51 are not applied by an approval of fewer than are missing now', async () => {
    lose(40)
    expect(await world.sync({ approveDeletions: 30 })).toMatchObject({ removed: 10, withheld: 30 })
  })

  it('start to be counted anew when the post is listed in between', async () => {
    const gone = site.posts.slice(0, 30)
    lose(30)
    await world.sync()
    await world.sync()
    site.posts.push(...gone)
    await world.sync()
    lose(30)
    await aDayLater()

    expect((await world.sync()).removed).toBeLessThanOrEqual(10)
  })

  it('F40 are not derived from a listing that has only 30 % of its posts', async () => {
    site.posts.push(aPost({ id: 500, contentHtml: '<p>new lantern</p>' }))
    world.wordpress.fault({ match: 'orderby=id', edit: (answer) => onlySome(answer) })

    const report = await world.sync()

    expect(report).toMatchObject({ removed: 0 })
    expect(await world.find('text')).toHaveLength(100)
  })

  it('the last public post of a type goes when WordPress says that it is private', async () => {
    for (const one of site.posts) one.status = 'private'

    expect(await world.sync()).toMatchObject({ removed: 100, withheld: 0 })
    expect(await world.find('text')).toEqual([])
  })

  describe('are erased', () => {
    beforeEach(async () => {
      lose(3)
      await world.sync()
    })
    const rows = async () => (await db.query<{ count: number }>('select count(*) as count from documents'))[0]?.count

    it('F32 after their days, and not before', async () => {
      expect(await world.sync()).toMatchObject({ purged: 0 })
      await db.query(`update documents set deleted_at = deleted_at - interval '8 days' where status = 'deleted'`)

      expect(await world.sync()).toMatchObject({ purged: 3 })
      expect(await rows()).toBe(97)
    })

    it('but not when the post is there again at the last look', async () => {
      await db.query(`update documents set deleted_at = deleted_at - interval '8 days' where status = 'deleted'`)
      site.posts.push(...somePosts(1, 3))
      world.wordpress.fault({ match: 'orderby=id', edit: (answer) => withoutIds(answer, [1, 2, 3]) })

      expect(await world.sync()).toMatchObject({ purged: 0 })
      expect(await rows()).toBe(100)
    })
  })

  it('F37 the nightly pass catches what changed without a trace within a fortnight', async () => {
    for (const one of site.posts) one.contentHtml = `<p>silent lantern ${one.id}</p>`

    const seen: number[] = []
    for (let night = 0; night < 5; night++) {
      await world.sync({ mode: 'nightly' })
      seen.push((await world.find('lantern')).length)
    }

    expect(seen).toEqual([20, 40, 60, 80, 100])
  })
})

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

function onlySome(answer: Answer): Answer {
  const rows: unknown = JSON.parse(answer.body)
  if (!Array.isArray(rows)) return answer
  return withRows(
    answer,
    rows.filter((row: { id: number }) => row.id % 3 === 0 || row.id > 100),
  )
}

function withoutIds(answer: Answer, ids: number[]): Answer {
  const rows: unknown = JSON.parse(answer.body)
  if (!Array.isArray(rows)) return answer
  return withRows(
    answer,
    rows.filter((row: { id: number }) => !ids.includes(row.id)),
  )
}

function withRows(answer: Answer, rows: unknown[]): Answer {
  return { ...answer, body: JSON.stringify(rows), headers: { ...answer.headers, 'X-WP-Total': `${rows.length}` } }
}

/** One post an hour, oldest first, ending on 18 January 2026. */
function timeOf(id: number): string {
  return new Date(Date.UTC(2026, 0, 1) + id * 3_600_000).toISOString().slice(0, 19)
}
