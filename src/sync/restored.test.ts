import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts'
import { aSite, somePosts } from '../../test/wordpress/make-site.ts'
import type { SampleSite } from '../sample/site.ts'
import type { Db } from '../store/db.ts'
import { findRestored, markRestored } from '../store/restored.ts'

/** More than a tick lists whole by itself. */
const POSTS = 320

describeOnBoth('a site that came out of a backup', (getDb) => {
  let db: Db
  let world: SyncWorld
  let site: SampleSite
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    site = aSite({ posts: [...somePosts(1, POSTS), ...somePosts(1001, 1003, { type: 'page' })] })
    world = await openSyncWorld(db, { site })
    await world.sync()
    await markRestored(db)
  })
  afterEach(() => world.close())

  const without = (count: number) => {
    site.posts = site.posts.slice(count)
  }

  it.each([0, 1])('is served again after one tick, which looks at all of it: %i posts are gone', async (gone) => {
    without(gone)

    const report = await world.sync({ mode: 'tick' })

    expect(report).toMatchObject({ outcome: 'done', removed: gone, notes: [] })
    expect(await findRestored(db)).toEqual([])
  })

  it('is not while a listing breaks off', async () => {
    world.wordpress.fault({ match: '/pages', status: 500 })

    const report = await world.sync({ mode: 'tick' })

    expect(report.outcome).toBe('partial')
    expect(await findRestored(db)).toEqual(['site.test'])
  })

  it('is not while more is missing than may go, and says how many', async () => {
    without(40)

    const report = await world.sync()

    expect(report).toMatchObject({ outcome: 'partial', withheld: 8 })
    expect(report.notes.at(-1)).toContain('8 posts of it were not listed now')
    expect(await findRestored(db)).toEqual(['site.test'])

    await world.sync({ approveDeletions: 8 })

    expect(await findRestored(db)).toEqual([])
  })

  it('is not after a look at single posts', async () => {
    await world.sync({ postIds: [1] })

    expect(await findRestored(db)).toEqual(['site.test'])
  })

  it('loses documents of a type that is not indexed any more, which nobody looks after', async () => {
    world.site.types = ['post']

    const report = await world.sync()

    expect(report.outcome).toBe('done')
    expect(await findRestored(db)).toEqual([])
    expect(await world.find('1001')).toEqual([])
  })
})
