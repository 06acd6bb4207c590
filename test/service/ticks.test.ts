/**
 * Everything that happens to posts on a real WordPress, with the index right after one tick.
 *
 * First on a site small enough to be listed whole, then with hundreds of posts, where a tick sees the newest ends only.
 * The tests of one version build on each other.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { testDatabaseUrl } from '../database.ts'
import { expectBalanced, expectLevel } from './expect-level.ts'
import { isLong, wordpressFolder } from './find-wordpress.ts'
import { askWordpress } from './oracle.ts'
import { findPosts } from './read-index.ts'
import { type Suite, VERSIONS } from './real-wordpress.ts'
import type { Engine } from './service-world.ts'
import { publishScheduled } from './site-changes.ts'
import { openTickWorld, type TickWorld } from './tick-world.ts'

const oldest: { suite: Suite; engine: Engine } = { suite: 'bookworm', engine: 'pglite' }
const RUNS: { suite: Suite; engine: Engine }[] = isLong
  ? [oldest, { suite: 'sid', engine: testDatabaseUrl ? 'postgres' : 'pglite' }]
  : [oldest]
const START_MS = 300_000
const STEP_MS = 60_000
/** More than a tick lists whole. */
const MANY = 330

const createdSchema = z.object({ id: z.number() })

for (const { suite, engine } of RUNS) {
  describe.skipIf(wordpressFolder === null)(`one tick after it, WordPress ${VERSIONS[suite]} on ${engine}`, () => {
    let world: TickWorld
    beforeAll(async () => {
      world = await openTickWorld({ folder: wordpressFolder ?? '', suite, engine })
    }, START_MS)
    afterAll(() => world?.close(), STEP_MS)

    const wp = (...command: string[]) => world.wordpress.wp(...command)
    const id = (name: string) => String(world.seeded[name] ?? Number.NaN)
    const find = async (question: string) => findPosts(await world.open(), question)
    const create = async (...options: string[]) => createdSchema.parse(await wp('create', ...options)).id
    const termId = async (taxonomy: string, name: string) =>
      String(await wp('eval', `return get_term_by( 'name', '${name}', '${taxonomy}' )->term_id`))

    /** One tick, after which index and site are level, and every post is accounted for. */
    async function expectTick(expected: object): Promise<void> {
      world.provider.requests.length = 0
      const report = await world.tick()
      const { posts } = await expectLevel(world)
      expectBalanced(report, posts)
      expect(report).toMatchObject({ kind: 'tick', ...expected })
    }
    const step = (name: string, check: () => Promise<void>) => it(name, check, STEP_MS)
    const NOTHING_SENT = { embedded: { texts: 0 } }

    step('the index has all that is public', async () => {
      await expectTick({ removed: 0 })
      await wp('touch', id('table'))
    })

    step('a post that was saved unchanged costs no embedding', () => expectTick({ updated: 0, ...NOTHING_SENT }))

    step('nothing happened but a comment: no body, no embedding, five light requests', async () => {
      await wp('comment', id('published'), 'How nice!')
      await expectTick({ added: 0, updated: 0, requests: { light: 5, heavy: 0 }, ...NOTHING_SENT })
    })

    step('an edit is found, and what stood there before is not', async () => {
      await wp('edit', id('published'), '--content', '<p>The museum opens at noon: heliotrope.</p>')
      await expectTick({ updated: 1 })
      expect(await find('heliotrope')).toEqual([world.seeded['published']])
    })

    step('posts in the trash, private, a draft again and pending are gone', async () => {
      await wp('trash', id('lists'))
      await wp('status', id('table'), 'private')
      await wp('status', id('classic'), 'draft')
      await wp('status', id('entities'), 'pending')
      await expectTick({ removed: 4 })
      expect(await find('sun cream')).toEqual([])
    })

    step('and come back without embedding', async () => {
      await wp('untrash', id('lists'))
      for (const name of ['table', 'classic', 'entities']) await wp('status', id(name), 'publish')
      await expectTick({ revived: 4, ...NOTHING_SENT })
      expect(await find('sun cream')).toEqual([world.seeded['lists']])
    })

    step('a post that gets a password is hidden, and shown again without it', async () => {
      await wp('protect', id('code'), 'secret')
      await expectTick({ hidden: { protected: 2 } })
      expect(await find('curl')).toEqual([])
      await wp('unprotect', id('code'))
      await expectTick({ hidden: { protected: 1 }, revived: 1, ...NOTHING_SENT })
    })

    step('a post that is deleted for good is gone', async () => {
      await wp('delete', id('more'))
      await expectTick({ removed: 1 })
    })

    step('a scheduled post is not there before its hour, and there once cron has published it', async () => {
      const text = ['--title', 'From tomorrow on', '--content', '<p>The new boat: kittiwake.</p>']
      const scheduled = await create(...text, '--status', 'future', '--date', '2034-01-01 00:00:00')
      // As new, its modified time is that hour; saved once more, as editors do, it is now.
      await wp('touch', String(scheduled))
      await expectTick({ added: 0 })
      await publishScheduled(world.wordpress, scheduled)
      await expectTick({ added: 1 })
      expect(await find('kittiwake')).toEqual([scheduled])
    })

    step('an import with an old date, and a post that is dated back', async () => {
      const old = await create(
        '--title',
        'Old',
        '--content',
        '<p>A letter: marginalia.</p>',
        '--date',
        '2009-05-06 07:08:09',
      )
      await wp('edit', id('classic'), '--date', '2010-01-02 03:04:05')
      await expectTick({ added: 1 })
      expect(await find('marginalia')).toEqual([old])
    })

    step('all posts touched in one second', async () => {
      await wp('bulk-touch', '500')
      await expectTick({ updated: 0, ...NOTHING_SENT })
    })

    step('a category is renamed, a tag as well', async () => {
      await wp('term-rename', 'category', await termId('category', 'Visits'), 'Trips & tours')
      await wp('term-rename', 'post_tag', await termId('post_tag', 'museum'), 'exhibits')
      await expectTick({ renamed: 2, requests: { heavy: 0 }, ...NOTHING_SENT })
    })

    step('a category is deleted, and an author whose posts go to another', async () => {
      await wp('user-create', 'guest', 'editor')
      await wp('edit', id('table'), '--author', 'guest')
      await expectTick({ updated: 0 })
      await wp('term-delete', 'category', await termId('category', 'Trips &amp; tours'))
      await wp('user-delete', 'guest', '--reassign', 'editor')
      await expectTick({ updated: 0, ...NOTHING_SENT })
    })

    step('another slug, another type', async () => {
      await wp('edit', id('unicode'), '--slug', 'elsewhere')
      await wp('edit', id('dynamic'), '--type', 'page')
      await expectTick({ removed: 0, added: 0, ...NOTHING_SENT })
    })

    step('another structure of permalinks, none at all, and one again', async () => {
      for (const structure of ['/%year%/%postname%/', '', '/%postname%/']) {
        await wp('permalinks', structure)
        await expectTick({ removed: 0, added: 0, ...NOTHING_SENT })
      }
    })

    step('while the site lies or breaks nothing goes, and the next tick has what came in meanwhile', async () => {
      const added = await create('--title', 'Meanwhile', '--content', '<p>Unseen: guillemot.</p>')
      const faults = [
        { match: '/wp/v2/(posts|pages)', status: 200, body: '[]', headers: { 'Content-Type': 'application/json' } },
        { match: '/wp/v2/(posts|pages)', status: 200, body: '<html><h1>Welcome</h1></html>' },
        { match: '/wp/v2/posts', status: 403, body: 'Forbidden' },
      ]
      for (const fault of faults) {
        await world.wordpress.fault(fault)
        const outcome = await world.tick().then(
          ({ removed, outcome }) => ({ removed, outcome }),
          () => 'failed',
        )
        expect(['failed', { removed: 0, outcome: 'partial' }]).toContainEqual(outcome)
        expect(await find('sun cream')).toEqual([world.seeded['lists']])
      }
      await world.wordpress.fault(null)
      await expectTick({ added: 1 })
      expect(await find('guillemot')).toEqual([added])
    })

    step('another address of the site freezes the index, and nothing else', async () => {
      await wp('site-url', 'https://elsewhere.example')
      await expect(world.tick()).rejects.toMatchObject({ code: 'identity_changed' })
      expect(await find('sun cream')).toEqual([world.seeded['lists']])
      await wp('site-url', world.wordpress.url)
      await expectTick({ removed: 0, added: 0, ...NOTHING_SENT })
    })

    describe(`with ${MANY} posts more`, () => {
      step('all of them, of one second', async () => {
        await wp('bulk-create', String(MANY), '--words', '12')
        await expectTick({ added: MANY })
      })

      step('nothing happened: three light requests, whichever look has its turn', async () => {
        for (let turn = 0; turn < 3; turn++) {
          await expectTick({ requests: { light: 3, heavy: 0 }, ...NOTHING_SENT })
        }
      })

      step('an edit, a trash, a password and a private one at a time', async () => {
        await wp('edit', id('published'), '--content', '<p>The museum opens at one: periwinkle.</p>')
        await wp('trash', id('lists'))
        await wp('protect', id('code'), 'secret')
        await wp('status', id('table'), 'private')
        await expectTick({ updated: 1, removed: 2, hidden: { protected: 2 } })
        expect(await find('periwinkle')).toEqual([world.seeded['published']])
      })

      step('what comes back', async () => {
        await wp('untrash', id('lists'))
        await wp('unprotect', id('code'))
        await wp('status', id('table'), 'publish')
        await expectTick({ revived: 3, ...NOTHING_SENT })
      })

      step('one scheduled post goes live in the minute in which another is deleted', async () => {
        const text = ['--title', 'Soon', '--content', '<p>The night boat: nightjar.</p>']
        const scheduled = await create(...text, '--status', 'future', '--date', '2034-01-01 00:00:00')
        await wp('touch', String(scheduled))
        await expectTick({ added: 0 })
        await wp('delete', id('classic'))
        await publishScheduled(world.wordpress, scheduled)
        // The total is what it was. Of two ticks in a row one looks at the end by date.
        await world.tick()
        await expectTick({})
        expect(await find('nightjar')).toEqual([scheduled])
      })

      step('an import with an old date', async () => {
        const old = [
          '--title',
          'Older',
          '--content',
          '<p>Another letter: palimpsest.</p>',
          '--date',
          '2008-05-06 07:08:09',
        ]
        const added = await create(...old)
        await expectTick({ added: 1 })
        expect(await find('palimpsest')).toEqual([added])
      })

      step('all posts touched in one second', async () => {
        await wp('bulk-touch', '1000')
        await expectTick({ added: 0, updated: 0, removed: 0, ...NOTHING_SENT })
      })

      step('a renamed category, when its turn has come', async () => {
        await wp('term-rename', 'category', await termId('category', 'Uncategorized'), 'Miscellany')
        let renamed = 0
        // A hundred names of one of three kinds with every other tick.
        for (let turn = 0; turn < 6 && renamed === 0; turn++) renamed += (await world.tick()).renamed
        expect(renamed).toBe(1)
        await expectTick({ renamed: 0 })
      })

      step('a site that lost nearly everything keeps what is beyond the budget, and says so', async () => {
        const before = (await askWordpress(world.wordpress)).length
        await wp(
          'eval',
          `global $wpdb; return $wpdb->query( "DELETE FROM $wpdb->posts WHERE post_title LIKE 'Bulk post%'" )`,
        )
        const report = await world.tick()
        expect((await askWordpress(world.wordpress)).length).toBe(before - MANY)
        expect(report.removed).toBeLessThanOrEqual(before / 10)
        expect(report).toMatchObject({ outcome: 'partial', withheld: MANY - report.removed })
      })
    })
  })
}
