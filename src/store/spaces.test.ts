import { beforeEach, describe, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase, openTestPglite } from '../../test/database.ts'
import { aPassage, aSite, aVector, aWrite } from '../../test/makers.ts'
import { countCoverage } from './coverage.ts'
import type { Db } from './db.ts'
import { replaceDocuments } from './documents.ts'
import { migrate, readMigrations } from './migrate.ts'
import { dropOldSpaces } from './old-spaces.ts'
import { keepRefusals } from './refusals.ts'
import { saveSite } from './sites.ts'
import { chooseSpace, completeSpace, listSpaces, openSpace } from './spaces.ts'
import { insertVectors } from './vectors.ts'

const SMALL = { model: 'small', dimensions: 2, languages: null }
const LARGE = { model: 'large', dimensions: 3, languages: null }
const LOCAL = { model: 'local', dimensions: 2, languages: ['en'] }

describeOnBoth('spaces', (getDb) => {
  let db: Db
  let siteId: number
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    siteId = (await saveSite(db, aSite())).id
  })

  const states = async () => (await listSpaces(db)).map(({ model, state }) => `${model} ${state}`)
  const store = (wpId: number, text: string, language = 'en') =>
    replaceDocuments(db, { siteId, fence: null }, [aWrite([text], { wpId, language })], new Date())
  const embed = (spaceId: number, dimensions: number, ...texts: string[]) => {
    const vector = aVector(Array.from({ length: dimensions }, () => 1))
    return insertVectors(
      db,
      spaceId,
      texts.map((text) => ({ textHash: aPassage(text).textHash, vector })),
    )
  }

  it('answer from the first one at once', async () => {
    await openSpace(db, SMALL)
    await openSpace(db, SMALL)

    expect(await states()).toEqual(['small active'])
  })

  it('are filled while another one answers, one at a time', async () => {
    await openSpace(db, SMALL)
    await openSpace(db, LARGE)
    expect(await states()).toEqual(['small active', 'large building'])

    await openSpace(db, LOCAL)
    expect(await states()).toEqual(['small active', 'large retired', 'local building'])

    await openSpace(db, SMALL)
    expect(await states()).toEqual(['small active', 'large retired', 'local retired'])
  })

  describe('that are being filled', () => {
    it('answer once every passage has its vector, and the epoch of every site rises', async () => {
      await saveSite(db, aSite({ name: 'other', url: 'https://other.test' }))
      await openSpace(db, SMALL)
      await store(1, 'lamp')
      const { id } = await openSpace(db, LARGE)
      expect(await completeSpace(db, id)).toBe(false)

      await embed(id, 3, 'lamp')
      const before = await epochs(db)
      expect(await completeSpace(db, id)).toBe(true)

      expect(await states()).toEqual(['small retired', 'large active'])
      expect(await epochs(db)).toEqual(before.map((epoch) => epoch + 1))
    })

    it('need no vector for passages in languages their model does not know', async () => {
      await openSpace(db, SMALL)
      await store(1, 'lamp')
      await store(2, 'lampe', 'de')
      const { id } = await openSpace(db, LOCAL)
      await embed(id, 2, 'lamp')

      expect(await countCoverage(db, id)).toEqual({ embedded: 1, refused: 0, chunks: 1 })
      expect(await completeSpace(db, id)).toBe(true)
    })

    it('do without the few passages their model refuses, and never without many', async () => {
      await openSpace(db, SMALL)
      const texts = Array.from({ length: 21 }, (_, index) => `lamp number${index}`)
      for (const [index, text] of texts.entries()) await store(index + 1, text)
      const { id } = await openSpace(db, LARGE)

      const refused = texts.map((text) => ({ textHash: aPassage(text).textHash, reason: 'too long' }))

      await embed(id, 3, ...texts.slice(0, 19))
      expect(await completeSpace(db, id)).toBe(false)
      await keepRefusals(db, id, refused.slice(19))
      expect(await completeSpace(db, id)).toBe(false)
      await embed(id, 3, ...texts.slice(0, 20))
      expect(await completeSpace(db, id)).toBe(true)
    })

    it('are not switched to when they are not wanted any more', async () => {
      await openSpace(db, SMALL)
      const { id } = await openSpace(db, LARGE)
      await openSpace(db, SMALL)

      expect(await completeSpace(db, id)).toBe(false)
      expect(await states()).toEqual(['small active', 'large retired'])
    })
  })

  it('have one that answers, whoever switches at the same time', async () => {
    const small = await openSpace(db, SMALL)
    const large = await openSpace(db, LARGE)

    await Promise.all([
      completeSpace(db, large.id),
      chooseSpace(db, small.id),
      completeSpace(db, large.id),
      openSpace(db, LOCAL),
      chooseSpace(db, large.id),
    ])

    expect((await states()).filter((state) => state.endsWith('active'))).toHaveLength(1)
  })

  describe('left by hand', () => {
    it('stay left, however often the configuration that still names them is read', async () => {
      const small = await openSpace(db, SMALL)
      const large = await openSpace(db, LARGE)
      await completeSpace(db, large.id)
      await chooseSpace(db, small.id)

      await openSpace(db, LARGE)

      expect(await states()).toEqual(['small active', 'large retired'])
    })

    it('are taken up again by hand, or by a new wish after the configuration agreed', async () => {
      const small = await openSpace(db, SMALL)
      const large = await openSpace(db, LARGE)
      await chooseSpace(db, large.id)
      await chooseSpace(db, small.id)
      await openSpace(db, SMALL)
      await openSpace(db, LARGE)
      expect(await states()).toEqual(['small active', 'large building'])

      await chooseSpace(db, small.id)
      await chooseSpace(db, large.id)
      expect(await states()).toEqual(['small retired', 'large active'])
    })
  })

  describe('nobody will go back to', () => {
    it('are dropped after a day, with their vectors and their index', async () => {
      const { small } = await switchToLarge()
      await db.query(`create index vectors_space_${small}_hnsw on vectors (chunk_id) where space_id = ${small}`)
      await age('23 hours')
      await dropOldSpaces(db)
      expect(await states()).toEqual(['small retired', 'large active'])

      await age('2 hours')
      await dropOldSpaces(db)

      expect(await states()).toEqual(['large active'])
      expect(await db.query('select from vectors where space_id = $1', [small])).toEqual([])
      expect(await db.query(`select from pg_class where relname like 'vectors_space_%'`)).toEqual([])
    })

    it('stay while the configuration may still name them, so that it does not fill them anew', async () => {
      const { small, large } = await switchToLarge()
      await chooseSpace(db, small)
      await age('25 hours')

      await dropOldSpaces(db)

      expect((await listSpaces(db)).map(({ id }) => id)).toEqual([small, large])
    })

    const switchToLarge = async () => {
      const small = await openSpace(db, SMALL)
      await store(1, 'lamp')
      await embed(small.id, 2, 'lamp')
      const large = await openSpace(db, LARGE)
      await embed(large.id, 3, 'lamp')
      await completeSpace(db, large.id)
      return { small: small.id, large: large.id }
    }

    const age = (interval: string) => db.query(`update spaces set retired_at = retired_at - interval '${interval}'`)
  })
})

it('keeps answering from the space with the most vectors when a database of before spaces had states is upgraded', async () => {
  const db = await openTestPglite()
  const migrations = await readMigrations()
  const before = migrations.findIndex(({ name }) => name === '0004_spaces')
  await migrate(db, migrations.slice(0, before))
  await db.query(`
    insert into spaces (model, dimensions) values ('hosted', 2), ('builtin-use-lite-en', 2), ('tried', 2);
    insert into vectors (space_id, site_id, chunk_id, embedding)
      values (1, 1, 1, '[1,0]'), (2, 1, 1, '[1,0]'), (2, 1, 2, '[1,0]')`)

  await migrate(db, migrations)

  expect(await listSpaces(db)).toMatchObject([
    { model: 'hosted', state: 'retired', languages: null },
    { model: 'builtin-use-lite-en', state: 'active', languages: ['en'] },
    { model: 'tried', state: 'retired' },
  ])
  await db.close()
})

async function epochs(db: Db): Promise<number[]> {
  const rows = await db.query<{ epoch: number }>('select epoch from sites order by id')
  return rows.map((row) => row.epoch)
}
