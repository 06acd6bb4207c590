import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aSite, aVector, aWrite } from '../../test/makers.ts'
import { openSyncWorld } from '../../test/sync-world.ts'
import { aPost, aSite as aWordpress } from '../../test/wordpress/make-site.ts'
import { readConfig } from '../config.ts'
import type { SamplePost } from '../sample/site.ts'
import type { Db } from '../store/db.ts'
import { replaceDocuments } from '../store/documents.ts'
import { keepRefusals } from '../store/refusals.ts'
import { releaseLease, takeLease } from '../store/runs.ts'
import { saveSite } from '../store/sites.ts'
import { openSpace } from '../store/spaces.ts'
import { keepEmbeddings } from '../store/vectors.ts'
import { openEmbedders } from './embedders.ts'
import { readHealth, readStatus } from './status.ts'

describeOnBoth('readStatus', (getDb) => {
  let db: Db
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
  })

  it('waits for no vector of a passage that the model refuses', async () => {
    const space = await openSpace(db, { model: 'test', dimensions: 2, languages: null })
    const site = await saveSite(db, aSite())
    const write = aWrite(['one', 'two', 'three'])
    const [one, two] = write.passages.map(({ textHash }) => textHash)
    await keepEmbeddings(db, space.id, [{ textHash: one ?? '', vector: aVector([1, 0]) }])
    await keepRefusals(db, space.id, [{ textHash: two ?? '', reason: 'too long' }])
    await replaceDocuments(db, { siteId: site.id, fence: null }, [write], new Date())

    const [status] = await readStatus({ db })

    expect(status).toMatchObject({ indexed: 1, chunks: 3, pendingVectors: 1, listed: null, lastRun: null })
    expect(status?.spaces).toMatchObject([{ embedded: 1, refused: 1, chunks: 3 }])
  })

  it('accounts for each type by itself, in the run and in the site', async () => {
    const post = (id: number, text: string, change: Partial<SamplePost> = {}) =>
      aPost({ id, contentHtml: text && `<p>${text}</p>`, ...change })
    const site = aWordpress({
      posts: [
        post(1, 'The lighthouse stands on the red rock.', { password: 'secret' }),
        post(2, 'The harbour has a green crane.'),
        post(3, 'The museum opens at ten.', { type: 'page' }),
        post(4, '', { type: 'page' }),
      ],
    })
    const world = await openSyncWorld(db, { site })
    const first = await world.sync()
    const none = { updated: 0, unchanged: 0, revived: 0, removed: 0, failed: {}, withheld: 0 }
    expect(first.types).toEqual({
      post: { ...none, listed: 2, added: 1, hidden: { protected: 1 }, skipped: {} },
      page: { ...none, listed: 2, added: 1, hidden: {}, skipped: { empty: 1 } },
    })

    // One of each type goes; a post becomes a page.
    site.posts = site.posts.filter(({ id }) => id !== 3 && id !== 1)
    for (const each of site.posts) each.type = 'page'
    site.posts.push(post(5, 'The ferry leaves at noon.'))
    const { types } = await world.sync()

    expect(types).toEqual({
      post: { ...none, listed: 1, added: 1, removed: 1, hidden: {}, skipped: {} },
      page: {
        ...none,
        listed: 2,
        added: 0,
        updated: types['page']?.updated,
        unchanged: types['page']?.unchanged,
        removed: 1,
        hidden: {},
        skipped: { empty: 1 },
      },
    })
    expect((types['page']?.updated ?? 0) + (types['page']?.unchanged ?? 0)).toBe(1)
    const [status] = await readStatus({ db })
    expect(status?.types).toEqual({
      page: { listed: 2, indexed: 1, hidden: {}, skipped: { empty: 1 }, failed: {}, withheld: 0 },
      post: { listed: 1, indexed: 1, hidden: {}, skipped: {}, failed: {}, withheld: 0 },
    })
    await world.close()
  })

  it('says that a sync is running, whichever process runs it, until that process is gone', async () => {
    const embedders = openEmbedders(readConfig({}))
    const site = await saveSite(db, aSite())
    const isRunning = async () => (await readHealth({ db, embedders }, false)).sync.isRunning
    expect(await isRunning()).toBe(false)

    const lease = await takeLease(db, site.id)
    expect(await isRunning()).toBe(true)

    const { pid } = spawnSync(process.execPath, ['--version'])
    await db.query('update sites set lease_owner = $1', [`${hostname()}:${pid}:0badcafe`])
    expect(await isRunning()).toBe(false)
    await releaseLease(db, lease)
    expect(await isRunning()).toBe(false)
    await embedders.close()
  })
})
