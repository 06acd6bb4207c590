/** A space that outgrows the memory changes its index while it is searched; and how much each index finds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestPglite, openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { aPassage, aSite, aVector, aWrite } from '../../test/makers.ts'
import { aRandom } from '../../test/random.ts'
import type { Db } from './db.ts'
import { replaceDocuments } from './documents.ts'
import { EXACT_LIMIT, type VectorIndex } from './index-choice.ts'
import { migrate, readMigrations } from './migrate.ts'
import { searchByVector } from './nearest.ts'
import { openPostgres } from './postgres.ts'
import { measureRecall, shareFound } from './recall.ts'
import { saveSite } from './sites.ts'
import { openSpace, type Space } from './spaces.ts'
import { ensureVectorIndex, findVectorIndex, refreshStatistics } from './vector-index.ts'
import { keepEmbeddings } from './vectors.ts'

const DIMENSIONS = 64
const COUNT = EXACT_LIMIT + 200
const signal = new AbortController().signal

/** A space of as many vectors as are worth an index, around fifty centres. */
async function fillSpace(db: Db): Promise<{ space: Space; siteId: number }> {
  await migrate(db, await readMigrations())
  const site = await saveSite(db, aSite())
  const space = await openSpace(db, { model: 'test', dimensions: DIMENSIONS, languages: null })
  for (let start = 0; start < COUNT; start += 400) {
    const texts = Array.from({ length: Math.min(400, COUNT - start) }, (_, at) => `t${start + at}`)
    const embeddings = texts.map((text, at) => ({ textHash: aPassage(text).textHash, vector: vectorAt(start + at) }))
    await keepEmbeddings(db, space.id, embeddings)
    const write = aWrite(texts, { title: '', wpId: start + 1 })
    await replaceDocuments(db, { siteId: site.id, fence: null }, [write], new Date('2026-03-01T10:00:00Z'))
  }
  await refreshStatistics(db)
  return { space, siteId: site.id }
}

function vectorAt(index: number) {
  const [centre, own] = [aRandom(index % 50), aRandom(index + 1_000)]
  const numbers = Array.from({ length: DIMENSIONS }, () => centre() - 0.5 + (own() - 0.5) * 0.7)
  const norm = Math.hypot(...numbers)
  return aVector(numbers.map((number) => number / norm))
}

const nearest = async (db: Db, { space, siteId }: { space: Space; siteId: number }, index: VectorIndex) => {
  const query = { space, index, vector: vectorAt(7), siteIds: [siteId], isPartial: false, filters: {}, limit: 10 }
  return (await searchByVector(db, query)).map(({ chunkId }) => chunkId)
}

/** Names of the indexes that a search by vector uses. */
async function usedIndexes(db: Db): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'i' and relname like '%\\_space\\_%' order by relname`,
  )
  return rows.map(({ name }) => name)
}

describe.skipIf(!testDatabaseUrl)('the index of a space on PostgreSQL', () => {
  let db: Db & { url: string }
  let filled: Awaited<ReturnType<typeof fillSpace>>
  beforeAll(async () => {
    db = await openTestPostgres()
    filled = await fillSpace(db)
  }, 60_000)
  afterAll(() => db?.close())

  /** As on a server that has less memory; a setting of the database is that of connections made from then on. */
  const withCache = async <T>(size: string, work: (small: Db) => Promise<T>): Promise<T> => {
    await db.query(`alter database ${new URL(db.url).pathname.slice(1)} set effective_cache_size = '${size}'`)
    const small = openPostgres(db.url, { maxConnections: 3 })
    return work(small).finally(() => small.close())
  }

  it('is another kind once it outgrows the memory, and searches go on meanwhile', async () => {
    const { space } = filled
    expect(await ensureVectorIndex(db, space)).toBe('hnsw')
    const truth = await nearest(db, filled, 'exact')
    await withCache('512kB', async (small) => {
      let isOver = false
      const lists: number[][] = []
      const searching = (async () => {
        for (let n = 0; !isOver || n < 5; n++)
          lists.push(await nearest(small, filled, await findVectorIndex(small, space)))
      })()
      const during: unknown[] = []
      const kind = await ensureVectorIndex(small, space, async () => {
        during.push(await usedIndexes(small), await findVectorIndex(small, space))
      })
      isOver = true
      await searching

      expect(kind).toBe('bit')
      expect(during).toEqual([['vectors_space_1_bit', 'vectors_space_1_hnsw'], 'bit'])
      expect(await usedIndexes(small)).toEqual(['vectors_space_1_bit'])
      for (const list of lists) expect(list.filter((id) => truth.includes(id)).length).toBeGreaterThanOrEqual(9)
      await refreshStatistics(small)
      expect(await ensureVectorIndex(small, space)).toBe('bit')
    })
  }, 60_000)

  it('goes back when there is room again, and ends what an interrupted change left', async () => {
    const { space } = filled
    await withCache('4GB', async (large) => {
      const broken = ensureVectorIndex(large, space, () => Promise.reject(new Error('killed')))
      await expect(broken).rejects.toThrow('killed')
      expect(await usedIndexes(large)).toEqual(['vectors_space_1_bit', 'vectors_space_1_hnsw'])
      expect(await ensureVectorIndex(large, space)).toBe('hnsw')
      expect(await usedIndexes(large)).toEqual(['vectors_space_1_hnsw'])
    })
  }, 60_000)

  it.each(['hnsw', 'bit'] as const)(
    'finds nearly all that an exact scan finds: %s',
    async (kind) => {
      await withCache(kind === 'hnsw' ? '4GB' : '512kB', async (sized) => {
        expect(await ensureVectorIndex(sized, filled.space, async () => {})).toBe(kind)
        const options = { questions: 20, budgetMs: 20_000, signal }
        const { recall, questions } = await measureRecall(
          sized,
          { space: filled.space, index: kind, effort: null },
          options,
        )
        expect(questions).toBe(20)
        expect(recall).toBeGreaterThanOrEqual(0.97)
      })
    },
    60_000,
  )
})

describe('recall', () => {
  it('is measured on the embedded database as well', async () => {
    const db = await openTestPglite()
    const { space } = await fillSpace(db)
    const index = await ensureVectorIndex(db, space)
    expect(index).toBe('bit')
    const { recall } = await measureRecall(
      db,
      { space, index, effort: null },
      { questions: 5, budgetMs: 20_000, signal },
    )
    expect(recall).toBeGreaterThanOrEqual(0.97)
    const none = await measureRecall(
      db,
      { space, index, effort: null },
      { questions: 5, budgetMs: 0, signal: AbortSignal.abort() },
    )
    expect(none).toEqual({ recall: null, questions: 0 })
    await db.close()
  }, 60_000)

  it('is the share of the nearest that were found, and equally near ones count', () => {
    const near = (...cosines: number[]) => cosines.map((cosine, at) => ({ chunkId: at, documentId: 1, cosine }))
    expect(shareFound(near(0.9, 0.8), near(0.9, 0.8))).toBe(1)
    expect(shareFound(near(0.9, 0.7), near(0.9, 0.8))).toBe(0.5)
    expect(shareFound(near(0.9, 0.8, 0.8), near(0.9, 0.8))).toBe(1)
    expect(shareFound([], [])).toBe(1)
  })
})
