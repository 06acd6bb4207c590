import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aPassage, aSite, aVector, aWrite } from '../../test/makers.ts'
import type { Document, SearchFilters } from '../types.ts'
import type { Db } from './db.ts'
import { replaceDocuments } from './documents.ts'
import { getHits, scoreCandidates } from './hits.ts'
import { EXACT_LIMIT } from './index-choice.ts'
import { analyseQuestion, searchByKeyword } from './keyword.ts'
import { searchByVector } from './nearest.ts'
import { saveSite } from './sites.ts'
import { openSpace } from './spaces.ts'
import { ensureVectorIndex, findVectorIndex, refreshStatistics } from './vector-index.ts'
import { keepEmbeddings } from './vectors.ts'
import { withdrawDocuments } from './withdraw.ts'

const NOW = new Date('2026-03-01T10:00:00Z')

describeOnBoth('search', (getDb) => {
  let db: Db
  let siteId: number
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    siteId = (await saveSite(db, aSite())).id
  })

  const store = (texts: string[], change: Partial<Document> = {}) =>
    replaceDocuments(db, { siteId, fence: null }, [aWrite(texts, { title: '', ...change })], NOW)

  const find = async (question: string, filters: SearchFilters = {}) => {
    const ids = await searchByKeyword(db, await analyseQuestion(db, question, [siteId]), 10, filters)
    const hits = await getHits(db, ids)
    return ids.map((id) => hits.get(id)?.content)
  }

  describe('by keyword', () => {
    it('scores as BM25 does', async () => {
      await store(['oil lamp lamp', 'oil wick', 'harbour wall stone stone'])
      const query = await analyseQuestion(db, 'lamp oil', [siteId])

      const [best] = await scoreCandidates(db, await searchByKeyword(db, query, 1), query, null)

      // By hand: N 3, average length 3; lamp in 1 chunk twice, oil in 2 chunks once; the chunk is 3 long.
      const idf = (n: number) => Math.log(1 + (3 - n + 0.5) / (n + 0.5))
      const part = (tf: number) => (tf * 2.2) / (tf + 1.2)
      const bm25 = idf(1) * part(2) + idf(2) * part(1)
      expect(best?.keyword).toBeCloseTo(bm25 / (idf(1) + idf(2)), 6)
      expect(best?.matched.toSorted()).toEqual(['lamp', 'oil'])
    })

    it('tells how much a question says, and how much of it the site never speaks of', async () => {
      await store(['oil lamp', 'oil wick', 'harbour wall'])
      const query = await analyseQuestion(db, 'oil lamp of Lisbon', [siteId])

      const [best] = await scoreCandidates(db, await searchByKeyword(db, query, 1), query, null)

      const idf = (n: number) => Math.log(1 + (3 - n + 0.5) / (n + 0.5))
      const sum = idf(2) + idf(1) + idf(0)
      expect(best?.asked.count).toBe(3)
      expect(best?.asked.weight).toBeCloseTo(sum / idf(0), 6)
      expect(best?.asked.unknown).toBeCloseTo(idf(0) / sum, 6)
      expect(best?.coverage).toBeCloseTo((idf(2) + idf(1)) / sum, 6)
    })

    it("uses the language's own analyser", async () => {
      await store(['The keepers were lighting the lamps'], { wpId: 1, language: 'en' })
      await store(['Die Häuser am Hafen'], { wpId: 2, language: 'de' })

      expect(await find('lamp keeper')).toEqual(['The keepers were lighting the lamps'])
      expect(await find('Haus Hafens')).toEqual(['Die Häuser am Hafen'])
    })

    it.each([
      ['Chinese', 'zh', '灯塔在下午六点关闭', '灯塔几点关闭'],
      ['Japanese', 'ja', '博物館は午後六時に閉まります', '博物館はいつ閉まりますか'],
      ['Thai', 'th', 'พิพิธภัณฑ์ปิดเวลาหกโมงเย็น', 'พิพิธภัณฑ์ปิดกี่โมง'],
      ['Korean', 'ko', '박물관은 오후 여섯 시에 닫습니다', '박물관 닫습니다'],
      ['Arabic', 'ar', 'يغلق المتحف في الساعة السادسة', 'متى يغلق المتحف'],
    ])('finds %s, which PostgreSQL alone may not split', async (_, language, text, question) => {
      await store([text], { language })
      await store(['something else altogether'], { wpId: 2, language: 'en' })

      expect(await find(question)).toEqual([text])
    })

    it('finds parts of file names and identifiers', async () => {
      await store(['Set WP_DEBUG_LOG in wp-config.php; errors go to /wp-content/debug.log since 6.8.'])

      for (const question of ['wp-config', 'debug.log', 'WP_DEBUG_LOG', 'version 6.8']) {
        expect(await find(question), question).toHaveLength(1)
      }
    })

    it('finds nothing for a question of stop words or signs alone', async () => {
      await store(['the lamp'])

      for (const question of ['the of and', '???', "'; drop table chunks; --", ''])
        expect(await find(question)).toEqual([])
    })

    it('filters by type, category, tag, author, language and date', async () => {
      const lamp = {
        categories: ['Visits'],
        tags: ['hours', 'Museum "A"'],
        author: 'Ada',
        publishedAt: new Date('2026-02-01T00:00:00Z'),
      }
      await store(['lamp one'], { wpId: 1, ...lamp })
      await store(['lamp two'], { wpId: 2, type: 'page', publishedAt: new Date('2020-01-01T00:00:00Z') })

      const after = new Date('2026-01-01T00:00:00Z')
      for (const filters of [
        { type: ['post'] },
        { category: ['visits'] },
        { tag: ['museum "a"'] },
        { author: ['ADA'] },
        { after },
      ]) {
        expect(await find('lamp', filters), JSON.stringify(filters)).toEqual(['lamp one'])
      }
      expect(await find('lamp', { before: after })).toEqual(['lamp two'])
      expect(await find('lamp', { language: ['de'] })).toEqual([])
      expect(await find('lamp', { type: ['page'], language: ['EN'] })).toEqual(['lamp two'])
    })
  })

  describe('by vector', () => {
    const N = EXACT_LIMIT + 500
    const DIMENSIONS = 64
    /** Scattered in all directions, as far apart as vectors of this length are; the same each time. */
    const vectorAt = (index: number) => {
      const bytes = createHash('shake256', { outputLength: DIMENSIONS }).update(`${index}`).digest()
      const numbers = [...bytes].map((byte) => byte - 127.5)
      const norm = Math.hypot(...numbers)
      return aVector(numbers.map((number) => number / norm))
    }

    const fill = async (count: number) => {
      const space = await openSpace(db, { model: 'test', dimensions: DIMENSIONS, languages: null })
      for (let start = 0; start < count; start += 500) {
        const texts = Array.from({ length: Math.min(500, count - start) }, (_, index) => `t${start + index}`)
        await keepEmbeddings(
          db,
          space.id,
          texts.map((text, index) => ({ textHash: aPassage(text).textHash, vector: vectorAt(start + index) })),
        )
        await store(texts, { wpId: start + 1, type: start === 0 ? 'page' : 'post' })
      }
      return space
    }

    const nearest = async (space: Awaited<ReturnType<typeof fill>>, filters: SearchFilters = {}) => {
      const index = await findVectorIndex(db, space)
      const isPartial = filters.type !== undefined
      const query = { space, index, vector: vectorAt(100), siteIds: [siteId], isPartial, filters, limit: 5 }
      const ids = (await searchByVector(db, query)).map((near) => near.chunkId)
      const hits = await getHits(db, ids)
      return ids.map((id) => hits.get(id)?.content)
    }

    it('orders by nearness in a small space, exactly', async () => {
      const space = await fill(200)

      expect((await nearest(space))[0]).toBe('t100')
      expect(await ensureVectorIndex(db, space)).toBe('exact')
    })

    it('makes an index once it pays, and finds the same', async () => {
      const space = await fill(N)

      expect(await ensureVectorIndex(db, space)).toBe(db.engine === 'postgres' ? 'hnsw' : 'bit')
      await refreshStatistics(db)

      expect((await nearest(space))[0]).toBe('t100')
      expect((await nearest(space, { type: ['page'] }))[0]).toBe('t100')
      expect(await nearest(space, { type: ['none'] })).toEqual([])
    })

    it('never mixes the vectors of two models', async () => {
      const space = await fill(10)
      const other = await openSpace(db, { model: 'other', dimensions: DIMENSIONS, languages: null })

      expect(await nearest(other)).toEqual([])
      expect(await nearest(space)).toHaveLength(5)
    })
  })

  it('shows nothing of a document that was withdrawn after it was found', async () => {
    await store(['lamp'])
    const ids = await searchByKeyword(db, await analyseQuestion(db, 'lamp', [siteId]), 10)

    await withdrawDocuments(db, { siteId, fence: null }, [1], { status: 'hidden', reason: 'protected' })

    expect((await getHits(db, ids)).size).toBe(0)
  })
})
