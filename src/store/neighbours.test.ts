import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aSite, aWrite } from '../../test/makers.ts'
import type { Db } from './db.ts'
import { replaceDocuments } from './documents.ts'
import { getWithNeighbours } from './neighbours.ts'
import { saveSite } from './sites.ts'
import { withdrawDocuments } from './withdraw.ts'

const NOW = new Date('2026-03-01T10:00:00Z')

describeOnBoth('neighbours', (getDb) => {
  let db: Db
  let siteId: number
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    siteId = (await saveSite(db, aSite())).id
    const writer = { siteId, fence: null }
    await replaceDocuments(db, writer, [aWrite(['one', 'two', 'three', 'four', 'five'], { wpId: 1 })], NOW)
    await replaceDocuments(db, writer, [aWrite(['uno', 'due'], { wpId: 2 })], NOW)
  })

  const idOf = async (content: string) => {
    const [row] = await db.query<{ id: number }>('select id from chunks where content = $1', [content])
    return row?.id ?? 0
  }
  const around = async (...contents: string[]) =>
    (await getWithNeighbours(db, await Promise.all(contents.map(idOf)))).map(({ content }) => content)

  it('are the passages before and after, within the post', async () => {
    expect(await around('three')).toEqual(['two', 'three', 'four'])
    expect(await around('five')).toEqual(['four', 'five'])
    expect(await around('uno')).toEqual(['uno', 'due'])
  })

  it('come once, in the order of the post', async () => {
    expect(await around('three', 'uno', 'two')).toEqual(['one', 'two', 'three', 'four', 'uno', 'due'])
    expect(await getWithNeighbours(db, [await idOf('one')])).toMatchObject([
      { position: 0, siteId, headings: [], tokenCount: 1 },
      { position: 1 },
    ])
  })

  it('are none of a post that was withdrawn, and none of nothing', async () => {
    const id = await idOf('uno')
    await withdrawDocuments(db, { siteId, fence: null }, [2], { status: 'hidden', reason: 'protected' })
    expect(await getWithNeighbours(db, [id])).toEqual([])
    expect(await getWithNeighbours(db, [])).toEqual([])
  })
})
