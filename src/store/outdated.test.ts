import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aSite, aWrite } from '../../test/makers.ts'
import type { Db } from './db.ts'
import { type DocumentWrite, markFailed, replaceDocuments } from './documents.ts'
import { findOutdated } from './outdated.ts'
import { saveSite } from './sites.ts'
import { withdrawDocuments } from './withdraw.ts'

const NOW = new Date('2026-03-01T10:00:00Z')

describeOnBoth('documents of another pipeline version', (getDb) => {
  let db: Db
  let siteId: number
  const store = (wpId: number, change: Partial<DocumentWrite> = {}, type = 'post') =>
    replaceDocuments(db, { siteId, fence: null }, [{ ...aWrite(['lamp oil'], { wpId, type }), ...change }], NOW)
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    siteId = (await saveSite(db, aSite())).id
  })

  it('are to be read again, by type, those read longest ago first', async () => {
    await store(3, { pipelineVersion: '1' })
    await store(1, { pipelineVersion: '1' })
    await store(2, { pipelineVersion: '1' }, 'page')
    await store(4, { pipelineVersion: '2' })

    expect(await findOutdated(db, siteId, '2', 10)).toEqual(
      new Map([
        ['post', [3, 1]],
        ['page', [2]],
      ]),
    )
    expect(await findOutdated(db, siteId, '2', 1)).toEqual(new Map([['post', [3]]]))
  })

  it('are level once they were read again', async () => {
    await store(1, { pipelineVersion: '1' })
    await store(1, { pipelineVersion: '2' })

    expect(await findOutdated(db, siteId, '2', 10)).toEqual(new Map())
  })

  it('include the empty ones, and not what is hidden, gone or due anyway', async () => {
    await store(1, { pipelineVersion: '1', status: 'empty', passages: [], reason: 'empty' })
    await store(2, { pipelineVersion: '1', status: 'hidden', passages: [], reason: 'noindex' })
    await store(3, { pipelineVersion: '1' })
    await store(4, { pipelineVersion: '1' })
    await withdrawDocuments(db, { siteId, fence: null }, [3], { status: 'deleted', reason: 'gone' })
    await markFailed(db, siteId, [{ wpId: 4, type: 'post', reason: 'timeout' }], NOW)

    expect(await findOutdated(db, siteId, '2', 10)).toEqual(new Map([['post', [1]]]))
  })
})
