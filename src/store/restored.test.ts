import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { aSite } from '../../test/makers.ts'
import type { Db } from './db.ts'
import { migrate, readMigrations } from './migrate.ts'
import { findRestored, noticeCopy } from './restored.ts'
import { saveSite } from './sites.ts'

describe.skipIf(!testDatabaseUrl)('noticeCopy', () => {
  let db: Db
  beforeEach(async () => {
    db = await openTestPostgres()
    await migrate(db, await readMigrations())
    await saveSite(db, aSite())
  })
  afterEach(() => db.close())

  it('takes the place of the first start for its own', async () => {
    expect(await noticeCopy(db)).toBe(false)
    expect(await noticeCopy(db)).toBe(false)
    expect(await findRestored(db)).toEqual([])
  })

  it.each([
    ['in another place', `update installation set place = '1/1'`],
    ['out of a backup, which has no place', 'delete from installation'],
  ])('marks a database %s, once, by whoever starts first', async (_what, change) => {
    await noticeCopy(db)
    await db.query(change)

    const noticed = await Promise.all([noticeCopy(db), noticeCopy(db), noticeCopy(db)])

    expect(noticed.filter(Boolean)).toHaveLength(1)
    expect(await findRestored(db)).toEqual(['site.test'])
    expect(await noticeCopy(db)).toBe(false)
  })
})
