/** What `doctor` says of the vector index. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestPglite } from '../../test/database.ts'
import { aPassage, aSite, aVector, aWrite } from '../../test/makers.ts'
import { aRandom } from '../../test/random.ts'
import type { Db } from '../store/db.ts'
import { replaceDocuments } from '../store/documents.ts'
import { EXACT_LIMIT } from '../store/index-choice.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { saveSite } from '../store/sites.ts'
import { openSpace } from '../store/spaces.ts'
import { ensureVectorIndex } from '../store/vector-index.ts'
import { keepEmbeddings } from '../store/vectors.ts'
import { checkRecall } from './check-recall.ts'

const DIMENSIONS = 32
const { signal } = new AbortController()
let db: Db
beforeAll(async () => {
  db = await openTestPglite()
  await migrate(db, await readMigrations())
})
afterAll(() => db?.close())

it('says that there is none, that none is needed, and what the one there is finds', async () => {
  expect(await checkRecall(db, signal)).toMatchObject({ name: 'index', state: 'skip' })

  const space = await openSpace(db, { model: 'test', dimensions: DIMENSIONS, languages: null })
  const site = await saveSite(db, aSite())
  expect(await checkRecall(db, signal)).toMatchObject({ state: 'ok', detail: expect.stringContaining('exactly') })

  const random = aRandom(5)
  const texts = Array.from({ length: EXACT_LIMIT + 1 }, (_, at) => `t${at}`)
  for (let start = 0; start < texts.length; start += 500) {
    const part = texts.slice(start, start + 500)
    // No signs to tell them by: what the index finds of these is a matter of luck.
    const vector = () => aVector(Array.from({ length: DIMENSIONS }, () => 1 + random()))
    await keepEmbeddings(
      db,
      space.id,
      part.map((text) => ({ textHash: aPassage(text).textHash, vector: vector() })),
    )
    const write = aWrite(part, { title: '', wpId: start + 1 })
    await replaceDocuments(db, { siteId: site.id, fence: null }, [write], new Date('2026-03-01T10:00:00Z'))
  }
  expect(await ensureVectorIndex(db, space)).toBe('bit')
  expect(await checkRecall(db, signal)).toMatchObject({
    state: 'warn',
    detail: expect.stringMatching(/^HNSW over signs.*: finds \d+\.\d % of the true ten nearest \(30 questions\)$/),
    remedy: expect.stringContaining('vectors_space_1_bit'),
  })
}, 60_000)

it('is a warning when the database is away', async () => {
  const away: Db = { ...db, query: () => Promise.reject(new Error('gone')) }
  expect(await checkRecall(away, signal)).toMatchObject({ state: 'warn', detail: 'gone' })
})
