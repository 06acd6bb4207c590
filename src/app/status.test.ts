import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aSite, aVector, aWrite } from '../../test/makers.ts'
import type { Db } from '../store/db.ts'
import { replaceDocuments } from '../store/documents.ts'
import { keepRefusals } from '../store/refusals.ts'
import { saveSite } from '../store/sites.ts'
import { openSpace } from '../store/spaces.ts'
import { keepEmbeddings } from '../store/vectors.ts'
import { readStatus } from './status.ts'

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
})
