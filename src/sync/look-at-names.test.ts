import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import type { SampleSite } from '../sample/site.ts'
import type { Db } from '../store/db.ts'

describeOnBoth('names', (getDb) => {
  let db: Db
  let world: SyncWorld
  let site: SampleSite
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    site = aSite({
      categories: ['News', 'Boats', 'Boats'].map((name, at) => ({ id: at + 1, slug: `c${at}`, name })),
      posts: [aPost({ id: 1, categories: [1, 2] }), aPost({ id: 2, categories: [3] })],
    })
    world = await openSyncWorld(db, { site })
    await world.sync()
    world.wordpress.requests.length = 0
  })
  afterEach(() => world.close())

  const tick = () => world.sync({ mode: 'tick' })
  const documents = () =>
    db.query<{ author: string; categories: string[]; tags: string[] }>(
      'select author, categories, tags from documents order by wp_id',
    )
  const epoch = async () => (await db.query<{ epoch: number }>('select epoch from sites'))[0]?.epoch ?? 0
  const categories = async () => (await documents()).map((row) => row.categories)
  const rename = (kind: 'categories' | 'tags' | 'users', id: number, name: string) => {
    for (const one of site[kind]) if (one.id === id) one.name = name
  }

  it('are followed by the next tick of a small site, by id, without reading a post', async () => {
    rename('categories', 2, 'Ships &amp; boats')
    rename('tags', 2, 'Sails')
    rename('users', 1, 'Ada L.')
    const before = await epoch()

    const report = await tick()

    expect(report).toMatchObject({ renamed: 3, unchanged: 2, outcome: 'done', requests: { light: 6, heavy: 0 } })
    expect(await documents()).toEqual([
      { author: 'Ada L.', categories: ['News', 'Ships & boats'], tags: ['Sails'] },
      { author: 'Ada L.', categories: ['Boats'], tags: ['Sails'] },
    ])
    // What was cached before is not valid any more.
    expect(await epoch()).toBeGreaterThan(before)
  })

  it('cost three more light requests while nothing is renamed, and no commit that caches would notice', async () => {
    const before = await epoch()

    expect(await tick()).toMatchObject({ renamed: 0, requests: { light: 5, heavy: 0 } })
    expect(await epoch()).toBe(before)
  })

  it('are not asked for again when a post is read that bears known ones', async () => {
    Object.assign(aPostOf(site, 1), { contentHtml: '<p>new</p>', modifiedGmt: '2026-05-01T00:00:00' })

    await world.sync({ mode: 'nightly' })

    expect(world.wordpress.requests.filter(({ path }) => /categories|tags|users/.test(path))).toEqual([])
    expect(await categories()).toEqual([['News', 'Boats'], ['Boats']])
  })

  it('are looked at by the nightly pass when no tick has for a day', async () => {
    rename('categories', 3, 'Ferries')
    await world.sync({ mode: 'nightly' })
    expect(await categories()).toEqual([['News', 'Boats'], ['Boats']])
    await db.query(`update names set looked_at = looked_at - interval '25 hours'`)

    expect(await world.sync({ mode: 'nightly' })).toMatchObject({ renamed: 1 })
    expect(await categories()).toEqual([['News', 'Boats'], ['Ferries']])
  })

  it.each([
    ['that the site does not show any more', { body: '[]' }],
    ['that it hides from strangers', { status: 401, body: '{"code":"rest_user_cannot_view","message":"Sorry."}' }],
  ])('%s stay', async (_, fault) => {
    world.wordpress.fault({ match: (request) => /categories|users/.test(request.path), ...fault })

    await tick()

    expect(await documents()).toMatchObject([{ author: 'Ada', categories: ['News', 'Boats'] }, {}])
  })

  it('that cannot be looked at are said to be, and the posts are brought level all the same', async () => {
    world.wordpress.fault({ match: '/wp/v2/categories', status: 500, body: 'broken' })
    site.posts.push(aPost({ id: 3, contentHtml: '<p>new lantern</p>' }))

    const report = await tick()

    expect(report).toMatchObject({ added: 1, outcome: 'partial' })
    expect(report.notes.join()).toContain('Names of categories')
    expect(await world.find('lantern')).toEqual([3])
  })

  it('are not taken from another site at the address', async () => {
    rename('categories', 1, 'Casino')
    world.wordpress.quirks.home = 'https://elsewhere.test'
    world.wordpress.fault({ match: 'orderby=id', edit: (answer) => ({ ...answer, body: '[]' }) })

    await expect(tick()).rejects.toMatchObject({ code: 'identity_changed' })
    expect(await categories()).toEqual([['News', 'Boats'], ['Boats']])
  })

  it('follow a post that gets other terms or another author, though no time stamp tells', async () => {
    site.users.push({ id: 5, slug: 'bob', name: 'Bob' })
    Object.assign(aPostOf(site, 2), { categories: [1], author: 5 })
    world.provider.requests.length = 0

    expect(await tick()).toMatchObject({ unchanged: 2, outcome: 'done' })
    expect(await documents()).toMatchObject([{}, { author: 'Bob', categories: ['News'] }])
    expect(world.provider.requests).toEqual([])
    expect((await tick()).requests.heavy).toBe(0)
  })

  it('of a post with a password are nobody’s business, and no reason to hide it again and again', async () => {
    Object.assign(aPostOf(site, 2), { password: 'x' })
    await tick()
    Object.assign(aPostOf(site, 2), { categories: [1] })
    await tick()
    const before = await epoch()

    await tick()

    expect(await epoch()).toBe(before)
  })

  it('take turns with the end by date on a site too large to be listed whole', async () => {
    site.posts.push(...somePosts(10, 330))
    await world.sync()
    rename('categories', 1, 'Journal')
    const renamed: number[] = []
    for (let turn = 0; turn < 6; turn++) {
      const report = await tick()
      renamed.push(report.renamed)
      // One more to be sure whose names they are.
      expect(report.requests).toEqual({ light: 3 + report.renamed, heavy: 0 })
    }

    // A hundred of one kind with every other tick: authors, categories, tags.
    expect(renamed.reduce((sum, count) => sum + count)).toBe(1)
    expect((await categories())[0]).toEqual(['Journal', 'Boats'])
  })
})

function aPostOf(site: SampleSite, id: number) {
  const post = site.posts.find((one) => one.id === id)
  if (!post) throw new Error(`there is no post ${id}`)
  return post
}
