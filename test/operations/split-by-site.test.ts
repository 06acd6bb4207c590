/** An installation whose tables an operator has split by site works as before: it syncs, searches, erases, and has an index. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUp } from '../../src/app/backup.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { replaceDocuments } from '../../src/store/documents.ts'
import { EXACT_LIMIT } from '../../src/store/index-choice.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { searchByVector } from '../../src/store/nearest.ts'
import { removeSite, type StoredSite, saveSite } from '../../src/store/sites.ts'
import { openSpace, type Space } from '../../src/store/spaces.ts'
import { ensureVectorIndex, findVectorIndex, refreshStatistics } from '../../src/store/vector-index.ts'
import { insertVectors, keepEmbeddings } from '../../src/store/vectors.ts'
import { openTestPostgres, testDatabaseUrl } from '../database.ts'
import { aPassage, aSite, aVector, aWrite } from '../makers.ts'
import { aRandom } from '../random.ts'

const SCRIPT = readFileSync('deploy/postgres/split-by-site.sql', 'utf8')
const SITES = 4
const DIMENSIONS = 32

describe.skipIf(!testDatabaseUrl)('tables split by site', () => {
  let db: Db & { url: string }
  let space: Space
  let sites: StoredSite[]
  beforeAll(async () => {
    db = await openTestPostgres()
    await migrate(db, await readMigrations())
    space = await openSpace(db, { model: 'test', dimensions: DIMENSIONS, languages: null })
    sites = []
    for (let n = 0; n < SITES; n++) {
      const url = `https://site${n}.test`
      const site = await saveSite(db, aSite({ name: `site${n}`, url, home: url }))
      sites.push(site)
      await store(site, 0, EXACT_LIMIT / SITES + 50)
    }
    await ensureVectorIndex(db, space)
  }, 60_000)
  afterAll(() => db?.close())

  const vectorOf = (site: StoredSite, at: number) => {
    const random = aRandom(site.id * 100_000 + at)
    const numbers = Array.from({ length: DIMENSIONS }, () => random() - 0.5)
    const norm = Math.hypot(...numbers)
    return aVector(numbers.map((number) => number / norm))
  }
  const store = async (site: StoredSite, from: number, count: number) => {
    const texts = Array.from({ length: count }, (_, at) => `words${from + at} of ${site.name}`)
    const embeddings = texts.map((text, at) => ({
      textHash: aPassage(text).textHash,
      vector: vectorOf(site, from + at),
    }))
    await keepEmbeddings(db, space.id, embeddings)
    await insertVectors(db, space.id, embeddings)
    const write = aWrite(texts, { title: '', wpId: from + 1 })
    await replaceDocuments(db, { siteId: site.id, fence: null }, [write], new Date('2026-03-01T10:00:00Z'))
  }
  const nearest = async (site: StoredSite, at: number) => {
    const query = { space, vector: vectorOf(site, at), isPartial: false, filters: {}, limit: 3 }
    const index = await findVectorIndex(db, space)
    return searchByVector(db, { ...query, index, siteIds: sites.map(({ id }) => id) })
  }
  const counts = () =>
    db.query(`select (select count(*) from documents) as documents, (select count(*) from chunks) as chunks,
                     (select count(*) from postings) as postings, (select count(*) from vectors) as vectors,
                     (select md5(string_agg(v::text, '' order by v.chunk_id)) from vectors v) as hash`)

  it('hold what they held, and find it', async () => {
    const [before, found] = [await counts(), await nearest(sites[2] ?? never(), 7)]
    await db.query(SCRIPT)

    expect(await counts()).toEqual(before)
    expect(await findVectorIndex(db, space)).toBe('exact')
    expect(await nearest(sites[2] ?? never(), 7)).toEqual(found)
    await expect(db.query(SCRIPT)).rejects.toThrow('split already')
  }, 60_000)

  it('get an index on every part, and use it', async () => {
    expect(await ensureVectorIndex(db, space)).toBe('hnsw')
    await refreshStatistics(db)
    expect(await findVectorIndex(db, space)).toBe('hnsw')
    const [row] = await db.query<{ indexes: number }>(
      `select count(*) as indexes from pg_class where relkind = 'i' and relname like 'vectors\\_p%\\_space\\_%\\_hnsw'`,
    )
    expect(row?.indexes).toBe(16)
    for (const site of sites) expect((await nearest(site, 20))[0]?.cosine).toBeCloseTo(1, 3)
  }, 60_000)

  it('take new documents, each with an id of its own, and let go of a site', async () => {
    const site = sites[1] ?? never()
    await store(site, 50_000, 20)
    expect((await nearest(site, 50_003))[0]?.cosine).toBeCloseTo(1, 3)
    const [twins] = await db.query<{ count: number }>(
      'select count(*) - count(distinct id) as count from (select id from chunks union all select -id from documents) c',
    )
    expect(twins?.count).toBe(0)

    await removeSite(db, site.id)
    const [left] = await db.query<{ rows: number }>(
      `select (select count(*) from chunks where site_id = $1) + (select count(*) from documents where site_id = $1)
            + (select count(*) from postings where site_id = $1) + (select count(*) from vectors where site_id = $1) as rows`,
      [site.id],
    )
    expect(left?.rows).toBe(0)
    expect(await migrate(db, await readMigrations())).toEqual([])
  })

  it('are backed up, row for row', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'askpress-split-'))
    const [before] = await db.query<{ chunks: number }>('select count(*) as chunks from chunks')
    const { rows } = await backUp(readConfig({ DATABASE_URL: db.url }), {
      file: join(folder, 'b'),
      mayOverwrite: false,
    })
    await rm(folder, { recursive: true })

    const parts = [...rows].filter(([table]) => table.startsWith('chunks_p'))
    expect(parts).toHaveLength(16)
    expect(parts.reduce((sum, [, count]) => sum + count, 0)).toBe(before?.chunks)
  }, 60_000)
})

function never(): never {
  throw new Error('there is such a site')
}
