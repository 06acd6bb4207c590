import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestPglite } from '../../test/database.ts'
import { aSite } from '../../test/makers.ts'
import type { Db } from '../store/db.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { listSites, type StoredSite, saveSite } from '../store/sites.ts'
import { resolveSites } from './resolve-sites.ts'

let db: Db
let known: StoredSite[]
beforeAll(async () => {
  db = await openTestPglite()
  await migrate(db, await readMigrations())
  for (const name of ['a', 'b', 'c']) await saveSite(db, aSite({ name, url: `https://${name}.test` }))
  known = await listSites(db)
})
afterAll(() => db?.close())

it('answers with the site that is named, or with all', async () => {
  expect(await resolveSites(db, known, {})).toEqual([1, 2, 3])
  expect(await resolveSites(db, known, { site: 'b' })).toEqual([2])
  expect(await resolveSites(db, known, { site: 'https://c.test' })).toEqual([3])
})

it('finds a site that was added since, and names those there are for one that is none', async () => {
  expect(await resolveSites(db, known.slice(0, 1), { site: 'b' })).toEqual([2])
  await expect(resolveSites(db, known, { site: 'd' })).rejects.toMatchObject({
    kind: 'not_found',
    message: 'There is no site "d". Known: a, b, c.',
  })
})

it('leaves a limited caller its own sites, and does not tell whether there are others', async () => {
  const siteIds = [1, 3]

  expect(await resolveSites(db, known, { siteIds })).toEqual([1, 3])
  expect(await resolveSites(db, known, { siteIds, site: 'c' })).toEqual([3])
  const refusals = await Promise.allSettled(['b', 'd'].map((site) => resolveSites(db, known, { siteIds, site })))
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ reason: { kind: 'forbidden', message: 'This key opens these sites only: a, c.' } })
  }
})

it('leaves nothing to a key whose sites are all gone', async () => {
  expect(await resolveSites(db, known, { siteIds: [9] })).toEqual([])
  await expect(resolveSites(db, known, { siteIds: [], site: 'a' })).rejects.toMatchObject({ kind: 'forbidden' })
})
