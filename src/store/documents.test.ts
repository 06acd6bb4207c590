import { beforeEach, describe, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aPassage, aSite, aVector, aWrite } from '../../test/makers.ts'
import type { Document } from '../types.ts'
import type { Db } from './db.ts'
import { findDifferences } from './differences.ts'
import { markFailed, replaceDocuments } from './documents.ts'
import { analyseQuestion, searchByKeyword } from './keyword.ts'
import { countLedgers } from './ledger.ts'
import { countMissing } from './missing.ts'
import { releaseLease, takeLease } from './runs.ts'
import { saveSite } from './sites.ts'
import { openSpace } from './spaces.ts'
import { countPending, findEmbedded, keepEmbeddings } from './vectors.ts'
import { withdrawDocuments } from './withdraw.ts'

const NOW = new Date('2026-03-01T10:00:00Z')

describeOnBoth('documents', (getDb) => {
  let db: Db
  let siteId: number
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    siteId = (await saveSite(db, aSite())).id
  })

  const store = (texts: string[], change: Partial<Document> = {}) =>
    replaceDocuments(db, { siteId, fence: null }, [aWrite(texts, change)], NOW)

  const find = async (question: string) => searchByKeyword(db, await analyseQuestion(db, question, [siteId]), 10)

  const contents = async () =>
    (await db.query<{ content: string }>('select content from chunks order by position')).map((row) => row.content)

  describe('replaceDocuments', () => {
    it('leaves no chunk of the older text behind, in rows or in the search', async () => {
      await store(['red lighthouse', 'blue harbour'])
      await store(['green meadow'], { contentHash: 'b' })

      expect(await contents()).toEqual(['green meadow'])
      expect(await find('lighthouse harbour')).toEqual([])
      expect(await find('meadow')).toHaveLength(1)
    })

    it('tells what became of each document', async () => {
      expect(await store(['one'])).toEqual(['added'])
      expect(await store(['one'])).toEqual(['unchanged'])
      expect(await store(['two'], { contentHash: 'b' })).toEqual(['updated'])
      await withdrawDocuments(db, { siteId, fence: null }, [1], { status: 'deleted', reason: 'gone' })
      expect(await store(['two'], { contentHash: 'b' })).toEqual(['revived'])
    })

    it('keeps the row, and so the vector, of a chunk whose text stands', async () => {
      await store(['first', 'second', 'third'])
      const before = await db.query('select id, content from chunks order by id')

      await store(['new start', 'third', 'first'], { contentHash: 'b' })

      const after = await db.query<{ id: number; content: string }>('select id, content from chunks order by id')
      expect(after.slice(0, 2)).toEqual([before[0], before[2]])
      expect(await contents()).toEqual(['new start', 'third', 'first'])
    })

    it('keeps the older text whole when a chunk is refused', async () => {
      await store(['good'])
      const bad = aWrite(['fine', 'refused'], { contentHash: 'b' })
      bad.passages = bad.passages.map((passage, index) => ({ ...passage, tokenCount: index === 1 ? 0 : 5 }))

      await expect(replaceDocuments(db, { siteId, fence: null }, [bad], NOW)).rejects.toThrow()

      expect(await contents()).toEqual(['good'])
      expect(await find('fine')).toEqual([])
    })

    it('counts terms and collections exactly, through any order of changes', async () => {
      await store(['lamp lamp oil', 'oil'])
      await store(['lamp'], { wpId: 2 })
      await store(['oil', 'wick oil'], { contentHash: 'b' })
      await withdrawDocuments(db, { siteId, fence: null }, [2], { status: 'hidden', reason: 'protected' })

      const counted = await db.query(`select t.lexeme, t.chunk_count as kept, count(p.chunk_id) as real
        from terms t left join postings p on p.term_id = t.id group by t.id, t.lexeme, t.chunk_count
        having t.chunk_count <> count(p.chunk_id)`)
      expect(counted).toEqual([])
      expect(await db.query('select chunk_count, total_length from collections')).toEqual(
        await db.query('select count(*) as chunk_count, sum(length) as total_length from chunks'),
      )
    })

    it('gives a new chunk the vector its text has already', async () => {
      const space = await openSpace(db, { model: 'test', dimensions: 3, languages: null })
      await keepEmbeddings(db, space.id, [{ textHash: aPassage('known').textHash, vector: aVector([1, 0, 0]) }])

      await store(['known', 'unknown'])

      expect(await countPending(db, space.id, null)).toEqual(new Map([[siteId, 1]]))
    })

    it('keeps two sites apart that use the same post id', async () => {
      const other = (await saveSite(db, aSite({ name: 'other', url: 'https://other.test' }))).id
      await store(['harbour'])
      await replaceDocuments(db, { siteId: other, fence: null }, [aWrite(['harbour'])], NOW)

      expect(await find('harbour')).toHaveLength(1)
      expect(await db.query('select count(*) as count from documents')).toEqual([{ count: 2 }])
    })
  })

  it('lets nothing be written by a run that another one has followed', async () => {
    const first = await takeLease(db, siteId)
    await releaseLease(db, first)
    await takeLease(db, siteId)

    const late = replaceDocuments(db, first, [aWrite(['late'])], NOW)

    await expect(late).rejects.toMatchObject({ code: 'lease_lost' })
    expect(await contents()).toEqual([])
  })

  describe('withdrawDocuments', () => {
    it('takes a post out of the search at once and keeps its vectors for its return', async () => {
      const space = await openSpace(db, { model: 'test', dimensions: 3, languages: null })
      const { textHash } = aPassage('lamp')
      await keepEmbeddings(db, space.id, [{ textHash, vector: aVector([1, 0, 0]) }])
      await store(['lamp'])
      await db.query('truncate embedding_cache')

      await withdrawDocuments(db, { siteId, fence: null }, [1], { status: 'deleted', reason: 'gone' })

      expect(await find('lamp')).toEqual([])
      expect(await db.query('select * from vectors')).toEqual([])
      expect(await findEmbedded(db, space.id, [textHash])).toEqual(new Set([textHash]))
    })
  })

  describe('findDifferences', () => {
    const listed = {
      wpId: 1,
      type: 'post',
      modifiedGmt: '2026-01-01T00:00:00',
      url: 'https://site.test/p',
      isProtected: false,
      nameIds: { author: null, categories: [], tags: [] },
    }

    it('tells the new, the changed, the moved and the newly protected, and no other', async () => {
      await store(['text'])
      expect(await findDifferences(db, siteId, [listed], NOW)).toEqual([])
      for (const change of [
        { modifiedGmt: '2025-01-01T00:00:00' },
        { url: 'https://site.test/q' },
        { type: 'page' },
        { isProtected: true },
      ]) {
        expect(await findDifferences(db, siteId, [{ ...listed, ...change }], NOW)).toEqual([
          { wpId: 1, status: 'active' },
        ])
      }
      expect(await findDifferences(db, siteId, [{ ...listed, wpId: 9 }], NOW)).toEqual([{ wpId: 9, status: null }])
    })

    it('asks again for a post that could not be read, whose older text stays', async () => {
      await store(['text'])

      await markFailed(
        db,
        siteId,
        [
          { wpId: 1, type: 'post', reason: 'fetch_failed' },
          { wpId: 2, type: 'post', reason: 'fetch_failed' },
        ],
        NOW,
      )

      const again = await findDifferences(db, siteId, [listed, { ...listed, wpId: 2 }], NOW)
      expect(again).toEqual([
        { wpId: 1, status: 'active' },
        { wpId: 2, status: 'failed' },
      ])
      expect(await find('text')).toHaveLength(1)
    })

    it('counts a post that came back and could not be read as failed, not as gone', async () => {
      await store(['text'])
      await withdrawDocuments(db, { siteId, fence: null }, [1], { status: 'deleted', reason: 'gone' })

      await markFailed(db, siteId, [{ wpId: 1, type: 'post', reason: 'fetch_failed' }], NOW)

      expect([...(await countLedgers(db, siteId)).values()]).toMatchObject([{ failed: { fetch_failed: 1 }, total: 1 }])
    })

    it('leaves what no page has shown to be found as missing', async () => {
      await store(['a'], { wpId: 1 })
      await store(['b'], { wpId: 2 })
      const later = new Date(NOW.getTime() + 1000)

      await findDifferences(db, siteId, [listed], later)

      expect(await countMissing(db, siteId, ['post'], later)).toMatchObject([
        { wpId: 2, type: 'post', sweeps: 1, since: later },
      ])
      expect(await countMissing(db, siteId, ['post'], later)).toMatchObject([{ wpId: 2, sweeps: 2, since: later }])
      expect(await countMissing(db, siteId, ['page'], later)).toEqual([])
    })
  })
})
