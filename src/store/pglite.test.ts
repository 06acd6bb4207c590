import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestPglite } from '../../test/database.ts'
import { describeDb } from './db.contract.ts'
import { openPglite } from './pglite.ts'

describeDb('pglite', openTestPglite)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askpress-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('refuses a folder that is open already, and names the holder', async () => {
  const db = await openPglite(folder)

  await expect(openPglite(folder)).rejects.toThrow(`in use by process ${process.pid}`)

  await db.close()
})

it('refuses a folder that a living process of another name holds', async () => {
  await writeFile(join(folder, 'askpress.lock'), JSON.stringify({ pid: process.ppid, host: hostname() }))

  await expect(openPglite(folder)).rejects.toMatchObject({ kind: 'conflict', code: 'locked' })
})

it('takes over the lock of a process that is gone, and keeps the rows', async () => {
  const first = await openPglite(folder)
  await first.query('create table notes (body text); insert into notes values (1)')
  await first.close()
  // No process has this number: it is above the largest that Linux gives.
  await writeFile(join(folder, 'askpress.lock'), JSON.stringify({ pid: 2 ** 30, host: hostname() }))

  const second = await openPglite(folder)

  expect(await second.query('select body from notes')).toEqual([{ body: '1' }])
  expect(JSON.parse(await readFile(join(folder, 'askpress.lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  await second.close()
})

it('refuses data written by another version of PGlite, with the way out', async () => {
  const db = await openPglite(folder)
  await db.close()
  await writeFile(join(folder, 'pglite-version'), '0.4.0')

  await expect(openPglite(folder)).rejects.toThrow('was written with PGlite 0.4.0')
})

it('fails instead of waiting for ever when db is used inside a transaction', async () => {
  const db = await openPglite(folder)

  await expect(db.transaction(() => db.query('select 1'))).rejects.toThrow('inside a transaction')

  expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
  await db.close()
})
