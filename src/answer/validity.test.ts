/** What ends an answer, and what does not, on real rows. */
import { beforeEach, describe, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aSite, aWrite } from '../../test/makers.ts'
import type { Db } from '../store/db.ts'
import { replaceDocuments } from '../store/documents.ts'
import { getHits } from '../store/hits.ts'
import { removeSite, saveSite } from '../store/sites.ts'
import { withdrawDocuments } from '../store/withdraw.ts'
import type { DocumentStamp } from '../types.ts'
import { openValidity } from './validity.ts'

describeOnBoth('validity', (getDb) => {
  let db: Db
  let siteId: number
  let stamps: DocumentStamp[]
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    siteId = (await saveSite(db, aSite())).id
    await write(aWrite(['The lamp burns oil.'], { wpId: 1 }), aWrite(['The boat leaves.'], { wpId: 2 }))
    stamps = await readAll()
  })

  const write = (...writes: Parameters<typeof replaceDocuments>[2]) =>
    replaceDocuments(db, { siteId, fence: null }, writes, new Date())
  const readAll = async () => {
    const chunks = await db.query<{ id: number }>('select id from chunks order by id')
    return [
      ...(
        await getHits(
          db,
          chunks.map(({ id }) => id),
        )
      ).values(),
    ].map(({ document }) => document)
  }

  it('holds while nothing changes, and when another post does', async () => {
    const validity = openValidity(db)
    expect(await validity.areCurrent(stamps)).toBe(true)
    await write(aWrite(['The boat leaves at noon.'], { wpId: 2, contentHash: 'b' }))

    expect(await validity.areCurrent(stamps.slice(0, 1))).toBe(true)
    expect(await validity.areCurrent(stamps)).toBe(false)
  })

  describe('ends with', () => {
    const changes: [string, () => Promise<unknown>][] = [
      ['another text', () => write(aWrite(['The lamp burns gas.'], { contentHash: 'b' }))],
      ['another title', () => write(aWrite(['The lamp burns oil.'], { title: 'Q', contentHash: 'b' }))],
      ['another address, and the same text', () => write(aWrite(['The lamp burns oil.'], { url: 'https://x.test/q' }))],
      ['hiding', () => withdraw('hidden')],
      ['deletion', () => withdraw('deleted')],
      ['removal of the site', () => removeSite(db, siteId)],
    ]
    const withdraw = (status: 'hidden' | 'deleted') =>
      withdrawDocuments(db, { siteId, fence: null }, [1], { status, reason: 'gone' })

    it.each(changes)('%s', async (_, change) => {
      const validity = openValidity(db)
      await validity.areCurrent(stamps)
      await change()
      expect(await validity.areCurrent(stamps.slice(0, 1))).toBe(false)
    })

    it('deletion, also when the post comes back as it was', async () => {
      await withdraw('deleted')
      await write(aWrite(['The lamp burns oil.']))
      expect(await openValidity(db).areCurrent(stamps.slice(0, 1))).toBe(false)
    })
  })

  it('looks at the posts once in each state of the site, and at nothing but epochs otherwise', async () => {
    const statements: string[] = []
    const counting: Db = {
      ...db,
      query: (text, values) => {
        statements.push(text)
        return db.query(text, values)
      },
    }
    const validity = openValidity(counting)
    await write(aWrite(['The boat leaves at noon.'], { wpId: 2, contentHash: 'b' }))
    const current = stamps.slice(0, 1)
    for (let n = 0; n < 3; n++) await Promise.all([validity.areCurrent(current), validity.areCurrent(current)])

    expect(statements.filter((text) => text.includes('from sites'))).toHaveLength(3)
    expect(statements.filter((text) => text.includes('documents'))).toHaveLength(1)
  })

  it('fails as the database does: who cannot look does not know', async () => {
    const away: Db = { ...db, query: () => Promise.reject(new Error('away')) }
    await expect(openValidity(away).areCurrent(stamps)).rejects.toThrow('away')
  })
})
