/**
 * The program against real WordPress 6.1, 6.8 and 7.1, compared post by post with what WordPress itself says is public.
 * The tests of one version build on each other: one site, one index, in the order of an operator's days.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { mean, recallOf } from './compare.ts'
import { expectBalanced, expectLevel } from './expect-level.ts'
import { isLong, wordpressFolder } from './find-wordpress.ts'
import { expectNowhere, UNPUBLISHED, UNREAD } from './hidden-words.ts'
import { askWordpress, isPublic, wordsOf } from './oracle.ts'
import { readReport, readStatus } from './program.ts'
import { findPosts } from './read-index.ts'
import { type Suite, VERSIONS } from './real-wordpress.ts'
import { type Engine, openServiceWorld, type ServiceWorld } from './service-world.ts'
import { type Made, makeChanges, takeChangesBack } from './site-changes.ts'

const newest: { suite: Suite; engine: Engine } = { suite: 'sid', engine: testDatabaseUrl ? 'postgres' : 'pglite' }
const RUNS: { suite: Suite; engine: Engine }[] = isLong
  ? [
      { suite: 'bookworm', engine: 'pglite' },
      { suite: 'trixie', engine: 'pglite' },
      { suite: 'sid', engine: 'pglite' },
      ...(testDatabaseUrl ? [newest] : []),
    ]
  : [newest]

/** A first start downloads WordPress; a step is a few commands of four seconds on a quiet machine. */
const START_MS = 300_000
const STEP_MS = 120_000

for (const { suite, engine } of RUNS) {
  describe.skipIf(wordpressFolder === null)(`WordPress ${VERSIONS[suite]}, index on ${engine}`, () => {
    let world: ServiceWorld
    let made: Made
    beforeAll(async () => {
      world = await openServiceWorld({ folder: wordpressFolder ?? '', suite, engine })
    }, START_MS)
    afterAll(() => world?.close(), STEP_MS)

    const sync = async (options: string[] = [], as = {}) => readReport(await world.run(['sync', ...options], as))
    const find = async (question: string) => findPosts(await world.open(), question)
    const seeded = (...names: string[]) => names.map((name) => world.seeded[name] ?? Number.NaN)
    const asAdmin = (password: string) => ({ WP_USER: world.wordpress.admin.user, WP_APP_PASSWORD: password })
    const step = (name: string, check: () => Promise<void>) => it(name, check, STEP_MS)

    step('indexes what is public, post by post, and accounts for the rest', async () => {
      expect(world.wordpress.version).toContain(VERSIONS[suite])
      expect(await world.run(['sites', 'add', world.wordpress.url])).toMatchObject({ code: 0 })

      const report = await sync()

      const { posts, index } = await expectLevel(world)
      expectBalanced(report, posts)
      expect(report).toMatchObject({ code: 0, added: index.texts.size, removed: 0 })
      const { listed, hidden, skipped } = report
      const status = readStatus(await world.run(['status']))
      expect(status).toMatchObject({ listed, hidden, skipped, failed: {}, indexed: index.texts.size })
      expect(status).toMatchObject({ pending_vectors: 0, chunks: index.vectors, withheld: 0 })
    })

    step('finds every public post by its own words', async () => {
      const posts = (await askWordpress(world.wordpress)).filter(isPublic)
      const lost: string[] = []
      for (const { id, title, text } of posts) {
        const words = wordsOf(`${title} ${text}`).slice(0, 40)
        const isFound = wordsOf(text).length === 0 || (await find(words.join(' '))).includes(id)
        if (!isFound) lost.push(title)
      }
      expect(lost).toEqual([])
    })

    step('keeps the words of every post, save the labels of controls', async () => {
      const { posts, index } = await expectLevel(world)
      const recalls = recallOf(posts, index)
      // Posts Lists has its headings inside of query loops, which go with the lists of other posts.
      const poor = recalls.filter(({ recall, title }) => recall < 0.8 && title !== 'Posts Lists')
      expect(poor).toEqual([])
      expect(mean(recalls)).toBeGreaterThan(0.99)
    })

    step('finds every script, the end of a long post, tables, code and what follows a page break', async () => {
      expect(await find('灯台')).toEqual(expect.arrayContaining(seeded('unicode')))
      expect(await find('المنارة')).toEqual(seeded('unicode'))
      expect(await find('400 keeper')).toEqual(expect.arrayContaining(seeded('long')))
      expect(await find('family ticket euros')).toEqual(expect.arrayContaining(seeded('table')))
      expect(await find('curl booking')).toEqual(expect.arrayContaining(seeded('code')))
      expect(await find('Second page words')).toEqual(expect.arrayContaining(seeded('more')))
      expect(await find('static sentence dynamic')).toEqual(expect.arrayContaining(seeded('dynamic')))
      expect(await find('PWNED')).toEqual(seeded('injection'))
      expect(await find('δρασκελίζει')).not.toEqual([])
    })

    step('has no word of what is not public, hidden or never shown, and sent none to the provider', async () => {
      await expectNowhere(world, [...UNPUBLISHED, ...UNREAD])
    })

    step('costs a handful of light requests the second time: no body, no embedding', async () => {
      world.provider.requests.length = 0

      const report = await sync()

      expectBalanced(report, await askWordpress(world.wordpress))
      expect(report).toMatchObject({ added: 0, updated: 0, revived: 0, embedded: { texts: 0, requests: 0 } })
      expect(report.requests.heavy).toBe(0)
      // Who the site is, two pages of posts, one of pages, and what authors, categories and tags are called.
      expect(report.requests.light).toBeLessThanOrEqual(7)
      expect(world.provider.requests).toEqual([])
    })

    step('removes nothing while a web page answers in place of the listing', async () => {
      made = await makeChanges(world)
      await world.wordpress.fault({ match: '/wp/v2/posts', status: 200, body: '<html><h1>Welcome</h1></html>' })

      const report = await sync()

      await world.wordpress.fault(null)
      expect(report).toMatchObject({ code: 3, outcome: 'partial', removed: 0 })
      expect(await find('sun cream')).toEqual(seeded('lists'))
    })

    step('waits when the site asks for it, and then has every change', async () => {
      const busy = { match: '/wp/v2/posts', status: 503, headers: { 'Retry-After': '1' }, times: 1 }
      await world.wordpress.fault(busy)

      const report = await sync()

      expect(await world.wordpress.faultsLeft()).toBe(0)
      await world.wordpress.fault(null)
      const { posts } = await expectLevel(world)
      expectBalanced(report, posts)
      expect(report).toMatchObject({ code: 0, added: 2, updated: 1, removed: 3 })
      expect(await find('heliotrope')).toEqual(seeded('published'))
      expect(await find('marginalia')).toEqual([made.backdated])
      await expectNowhere(world, [...UNPUBLISHED.filter((word) => word !== 'zebrafinch'), 'kittiwake'])
    })

    step('follows what comes back and lets in no more with the rights of an administrator', async () => {
      await takeChangesBack(world, made)
      world.provider.requests.length = 0

      const report = await sync(['--full'], asAdmin(world.wordpress.admin.password))

      const { posts } = await expectLevel(world)
      expectBalanced(report, posts)
      expect(report).toMatchObject({ code: 0, revived: 3, added: 1 })
      // The scheduled post is new, and a gallery in random order differs with each reading. What came back is not paid again.
      expect(report.updated).toBeLessThanOrEqual(1)
      expect(report.embedded.texts).toBeLessThanOrEqual(3)
      expect(await find('kittiwake')).toEqual([made.scheduled])
      await expectNowhere(
        world,
        UNPUBLISHED.filter((word) => word !== 'zebrafinch'),
      )
    })

    step('refuses a wrong application password before anything is read', async () => {
      const everything = { match: '/wp/v2/(posts|pages)', status: 500, times: 9 }
      await world.wordpress.fault(everything)

      const { code, json } = await world.run(['sync'], asAdmin('wrong wrong wrong'))

      expect(await world.wordpress.faultsLeft()).toBe(9)
      await world.wordpress.fault(null)
      expect(code).toBe(1)
      expect(json).toMatchObject({ detail: expect.stringContaining('application password was not accepted') })
      await expectLevel(world)
    })

    // WordPress keeps names escaped (R&amp;D).
    it.runIf(suite === 'sid')('knows terms and authors by the names people read', { timeout: STEP_MS }, async () => {
      const [post = 0] = seeded('injection')
      await world.wordpress.wp('edit', String(post), '--category', 'R&D', '--tag', 'Q&A')
      await sync()
      await expectLevel(world)
    })
  })
}
