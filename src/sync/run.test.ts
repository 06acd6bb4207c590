import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { AppError } from '../errors.ts'
import type { RestAnswer } from '../sample/rest.ts'
import type { SampleSite } from '../sample/site.ts'
import type { Db } from '../store/db.ts'
import { readListed } from '../store/listings.ts'
import { releaseLease, takeLease } from '../store/runs.ts'
import { countPending } from '../store/vectors.ts'
import type { Progress } from '../types.ts'

describeOnBoth('syncSite', (getDb) => {
  let db: Db
  let world: SyncWorld
  let site: SampleSite
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    site = aSite({
      posts: [
        aPost({ id: 1, contentHtml: '<p>The lighthouse stands on the red rock.</p>' }),
        aPost({ id: 2, contentHtml: '<p>The harbour has a green crane.</p>' }),
        aPost({ id: 3, type: 'page', contentHtml: '<p>The museum opens at ten.</p>' }),
      ],
    })
    world = await openSyncWorld(db, { site })
  })
  afterEach(() => world.close())

  const post = (id: number) => site.posts.find((one) => one.id === id) ?? aPost({ id })
  const texts = () => world.provider.requests.flatMap((request) => request.texts)

  it('indexes what is public, with vectors, and says what it did', async () => {
    const report = await world.sync()

    expect(report).toMatchObject({ outcome: 'done', listed: 3, added: 3, unchanged: 0, notes: [] })
    expect(report.embedded).toMatchObject({ texts: 3, requests: 2 })
    expect(await world.find('lighthouse')).toEqual([1])
    expect(await countPending(db, world.space.id, null)).toEqual(new Map())
  })

  it('costs nothing the second time: no body, no embedding', async () => {
    await world.sync()

    const report = await world.sync()

    expect(report).toMatchObject({ outcome: 'done', listed: 3, added: 0, updated: 0, unchanged: 3 })
    expect(report.requests.heavy).toBe(0)
    expect(report.embedded).toEqual({ texts: 0, requests: 0, tokens: 0 })
  })

  it('reads a changed post alone, and embeds only the passage that changed', async () => {
    const part = (name: string, text: string) => `<h2>Part ${name}</h2><p>${text.repeat(60)}</p>`
    const kept = ['one', 'two', 'three'].map((name) => part(name, `${name} tells of ropes and sails. `)).join('')
    const long = (word: string) => `${kept}${part('four', `The ${word} word comes last of all. `)}`
    Object.assign(post(1), { contentHtml: long('old') })
    await world.sync()
    world.provider.requests.length = 0

    Object.assign(post(1), { contentHtml: long('new'), modifiedGmt: '2026-05-01T00:00:00' })
    const report = await world.sync()

    expect(report).toMatchObject({ updated: 1, unchanged: 2 })
    expect(texts().every((text) => text.includes('new word'))).toBe(true)
    expect(await world.find('old')).toEqual([])
  })

  it('embeds nothing when only the time, the address or the words around the text changed', async () => {
    await world.sync()
    world.provider.requests.length = 0

    Object.assign(post(1), { modifiedGmt: '2026-05-01T00:00:00', slug: 'moved' })
    const report = await world.sync()

    expect(report).toMatchObject({ updated: 0, unchanged: 3 })
    expect(texts()).toEqual([])
    const [row] = await db.query<{ url: string }>('select url from documents where wp_id = 1')
    expect(row?.url).toContain('/moved/')
  })

  it('never lets in what is not for everybody, and hides at once what stops to be', async () => {
    Object.assign(post(2), { password: 'secret' })
    site.posts.push(aPost({ id: 4, isNoindex: true, contentHtml: '<p>noindex lighthouse</p>' }))
    site.posts.push(aPost({ id: 5, status: 'private', contentHtml: '<p>private lighthouse</p>' }))
    expect(await world.sync()).toMatchObject({
      listed: 4,
      added: 2,
      hidden: { protected: 1, noindex: 1 },
      outcome: 'done',
    })
    expect(await world.find('lighthouse harbour')).toEqual([1])

    Object.assign(post(1), { password: 'now' })
    expect(await world.sync()).toMatchObject({ hidden: { protected: 2, noindex: 1 }, unchanged: 1 })
    expect(await world.find('lighthouse')).toEqual([])

    delete post(1).password
    world.provider.requests.length = 0
    expect(await world.sync()).toMatchObject({ revived: 1 })
    expect(await world.find('lighthouse')).toEqual([1])
    expect(texts()).toEqual([])
  })

  describe('posts that are gone', () => {
    it('are removed once WordPress itself says so, and come back without embedding', async () => {
      site.posts.push(aPost({ id: 8, contentHtml: '<p>A third one stays.</p>' }))
      await world.sync()
      post(1).status = 'trash'
      site.posts = site.posts.filter(({ id }) => id !== 2)

      expect(await world.sync()).toMatchObject({ listed: 2, removed: 2, withheld: 0, outcome: 'done' })
      expect(await world.find('lighthouse crane')).toEqual([])

      post(1).status = 'publish'
      world.provider.requests.length = 0
      expect(await world.sync()).toMatchObject({ revived: 1 })
      expect(texts()).toEqual([])
    })

    it('are kept when the listing leaves out what is still there', async () => {
      await world.sync()
      world.wordpress.fault({
        match: 'orderby=id',
        edit: (answer) => withoutPost(answer, 1),
      })

      const report = await world.sync()

      expect(report).toMatchObject({ removed: 0, withheld: 1, outcome: 'partial' })
      expect(await world.find('lighthouse')).toEqual([1])
    })

    it('F39 are kept when every listing answers 200 and empty', async () => {
      await world.sync()
      world.wordpress.fault({ match: '/wp/v2/p', body: '[]', headers: { 'X-WP-Total': '0', 'X-WP-TotalPages': '0' } })

      const report = await world.sync()

      expect(report).toMatchObject({ removed: 0, withheld: 3, outcome: 'partial' })
      expect(report.notes.map((note) => /--approve-deletions \d/.exec(note)?.[0])).toEqual(['--approve-deletions 3'])
      expect(await world.find('lighthouse crane museum')).toEqual([1, 2, 3])
    })

    it('are withheld beyond a day’s budget until approved', async () => {
      site.posts.push(...somePosts(10, 39))
      await world.sync()
      site.posts = site.posts.filter(({ id }) => id < 10)

      expect(await world.sync()).toMatchObject({ removed: 10, withheld: 20, outcome: 'partial' })
      expect(await world.sync({ approveDeletions: 20 })).toMatchObject({ removed: 20, withheld: 0 })
    })
  })

  describe('a site in trouble', () => {
    it('F52 loses nothing of a type that cannot be listed, and gets on with the others', async () => {
      await world.sync()
      world.wordpress.fault({ match: '/wp/v2/pages', status: 500, body: 'critical error' })
      site.posts.push(aPost({ id: 7, contentHtml: '<p>fresh paint</p>' }))

      const report = await world.sync()

      expect(report).toMatchObject({ added: 1, removed: 0, outcome: 'partial' })
      expect(await world.find('museum paint')).toEqual([3, 7])
    })

    it('F61 leaves out the one post that breaks, keeps its older text, and names it', async () => {
      await world.sync()
      Object.assign(post(1), { modifiedGmt: '2026-05-01T00:00:00' })
      Object.assign(post(2), { modifiedGmt: '2026-05-01T00:00:00', contentHtml: '<p>A blue crane.</p>' })
      world.wordpress.quirks.breaksOn = new Set([1])

      const report = await world.sync()

      expect(report).toMatchObject({ updated: 1, failed: { fetch_failed: 1 }, outcome: 'partial' })
      expect(report.notes).toEqual([expect.stringMatching(/^Post 1: (?!Post)/)])
      expect(await world.find('lighthouse blue')).toEqual([1, 2])
    })

    it('keeps what it had read when the site breaks down half-way, and writes nothing after the end', async () => {
      site.posts = somePosts(1, 60)
      world.wordpress.fault({
        match: 'include=',
        skip: 1,
        status: 403,
        body: '<title>Attention Required! | Cloudflare',
      })

      await expect(world.sync()).rejects.toMatchObject({ code: 'blocked' })

      const counted = () => db.query('select count(*) as count from documents')
      const [kept] = await counted()
      expect(kept).toEqual({ count: 20 })
      await new Promise((done) => setTimeout(done, 50))
      expect(await counted()).toEqual([kept])
    })

    it('F9 freezes when another site answers at the address', async () => {
      await world.sync()
      world.site.home = 'https://elsewhere.test'

      await expect(world.sync()).rejects.toMatchObject({ code: 'identity_changed' })

      expect(await world.find('lighthouse')).toEqual([1])
    })

    it('F53 is content with an empty site', async () => {
      site.posts = []

      expect(await world.sync()).toMatchObject({ outcome: 'done', listed: 0, notes: [] })
    })
  })

  it('F67 stores posts by keyword while the embedder is away, and says so', async () => {
    world.provider.failAlways('error_500')

    const report = await world.sync()

    expect(report).toMatchObject({ added: 3, outcome: 'partial' })
    expect(report.notes.join()).toContain('without vectors')
    expect(await world.find('lighthouse')).toEqual([1])
    expect(await countPending(db, world.space.id, null)).toEqual(new Map([[world.site.id, 3]]))
  })

  it('says once that the embedder refuses a passage, and never sends it again', async () => {
    world.provider.settings.poison = 'crane'

    const report = await world.sync()

    expect(report).toMatchObject({ added: 3, embedded: { texts: 2 }, outcome: 'partial' })
    expect(report.notes).toEqual([expect.stringMatching(/^1 passage is refused .*maximum context length/)])
    expect(await world.find('crane')).toEqual([2])
    expect(await countPending(db, world.space.id, null)).toEqual(new Map())

    world.provider.requests.length = 0
    expect(await world.sync({ mode: 'full' })).toMatchObject({ unchanged: 3, notes: [], outcome: 'done' })
    expect(texts()).toEqual([])
  })

  it('F93 keeps a post out of which only a notice for members came, and says why', async () => {
    Object.assign(post(2), { contentHtml: '<div class="pmpro_content_message"><p>The crane is for members.</p></div>' })

    expect(await world.sync()).toMatchObject({ added: 2, skipped: { gated: 1 }, outcome: 'done' })
    expect(await world.find('crane members')).toEqual([])
  })

  it('reads again what an older version of the cleaner made, once', async () => {
    await world.sync()
    await db.query(`update documents set pipeline_version = 'older' where wp_id in (1, 3)`)
    world.provider.requests.length = 0

    expect(await world.sync()).toMatchObject({ unchanged: 3, requests: { heavy: 2 }, outcome: 'done' })
    expect(texts()).toEqual([])
    expect(await world.sync()).toMatchObject({ unchanged: 3, requests: { heavy: 0 } })
  })

  it('writes nothing in a dry run, and counts what it would embed', async () => {
    const report = await world.sync({ isDryRun: true })

    expect(report).toMatchObject({ listed: 3, added: 0, embedded: { texts: 3, requests: 0 } })
    expect(report.embedded.tokens).toBeGreaterThan(10)
    expect(await db.query('select * from documents')).toEqual([])
    expect(await db.query('select * from runs')).toEqual([])
  })

  it('keeps what it has read when it is stopped, and reads only the rest the next time', async () => {
    site.posts = somePosts(1, 60)
    const stop = new AbortController()
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === 'read' && done > 0) stop.abort()
    }
    const stopped = await world.sync({ signal: stop.signal, onProgress })

    expect(stopped).toMatchObject({ outcome: 'partial' })
    expect(stopped.added).toBeGreaterThanOrEqual(20)
    const next = await world.sync()
    expect(next).toMatchObject({ outcome: 'done', added: 60 - stopped.added, updated: 0, unchanged: stopped.added })
  })

  it('names the posts of a page builder that came incomplete', async () => {
    const body = '[vc_row][vc_column_text]The crane lifts forty tons.[/vc_column_text][/vc_row]'
    Object.assign(post(2), { contentHtml: body })

    const report = await world.sync()

    expect(report).toMatchObject({ outcome: 'done', added: 3 })
    expect(report.notes).toEqual([expect.stringMatching(/^Post 2 came with the raw shortcodes of a page builder/)])
    expect(await world.find('forty')).toEqual([2])
  })

  it('F34 keeps one document when a post becomes a page', async () => {
    await world.sync()
    post(1).type = 'page'

    expect(await world.sync()).toMatchObject({ removed: 0, outcome: 'done' })
    expect(await world.find('lighthouse')).toEqual([1])
  })

  it('reads single posts by id, whatever their type', async () => {
    expect(await readListed(db, world.site.id)).toEqual(new Map())
    await world.sync()
    Object.assign(post(3), { contentHtml: '<p>The museum opens at noon.</p>' })

    expect(await world.sync({ postIds: [3] })).toMatchObject({ kind: 'post', updated: 1, outcome: 'done' })
    expect(await world.find('noon')).toEqual([3])
    // Of the site, not of the run.
    expect(await readListed(db, world.site.id)).toEqual(
      new Map([
        ['page', 1],
        ['post', 2],
      ]),
    )
  })

  it('lets one run at a time at a site', async () => {
    const lease = await takeLease(db, world.site.id)
    await expect(world.sync()).rejects.toMatchObject({ code: 'sync_running' })
    await releaseLease(db, lease)

    expect(await world.sync()).toMatchObject({ outcome: 'done' })
  })

  it('holds no site that it cannot sync because the database fails', async () => {
    let isAway = true
    const away = () => Promise.reject(new AppError('unavailable', 'The database is away.'))
    const flaky: Db = {
      ...db,
      query: (text, values) => (isAway && / runs /.test(text) ? away() : db.query(text, values)),
    }
    await world.close()
    await emptyDatabase(db)
    world = await openSyncWorld(flaky, { site })
    await expect(world.sync()).rejects.toThrow('The database is away.')

    isAway = false

    expect(await world.sync()).toMatchObject({ outcome: 'done' })
  })

  it('reports its progress with counts and totals', async () => {
    const seen: Progress[] = []

    await world.sync({ onProgress: (progress) => seen.push(progress) })

    expect(seen.filter(({ phase }) => phase === 'list').at(-1)).toEqual({ phase: 'list', done: 3, total: 3 })
    expect(seen.filter(({ phase }) => phase === 'read').at(-1)).toEqual({ phase: 'read', done: 3, total: 3 })
  })
})

/** A listing that is whole by its own account, and lies. */
function withoutPost(answer: RestAnswer, id: number): RestAnswer {
  const rows: unknown = JSON.parse(answer.body)
  if (!Array.isArray(rows) || !rows.some((row: { id?: number }) => row.id === id)) return answer
  const kept = rows.filter((row: { id?: number }) => row.id !== id)
  return { ...answer, body: JSON.stringify(kept), headers: { ...answer.headers, 'X-WP-Total': `${kept.length}` } }
}
