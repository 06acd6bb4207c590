/** The nightly backup of the container: when, which are thrown away, and that it does it. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSuperfluous, isLate, nameOf, newestOf, nextAfter } from '../../deploy/container/rotation.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { createTestDatabase, testDatabaseUrl } from '../database.ts'

const PROGRAM = 'deploy/container/nightly-backup.ts'
const names = ['2020-11-25', '2020-11-23', '2020-11-24'].map((day) => nameOf(new Date(`${day}T02:30:00Z`)))
const strange = ['askpress.backup', 'notes.txt', `${names[0]}.partial`]

it('knows the newest of its files, and is late after a day and two hours', () => {
  const newest = newestOf([...names, ...strange])

  expect(newest?.toISOString()).toBe('2020-11-25T02:30:00.000Z')
  expect(isLate(newest, new Date('2020-11-26T04:29:00Z'))).toBe(false)
  expect(isLate(newest, new Date('2020-11-26T04:31:00Z'))).toBe(true)
  expect(isLate(newestOf(strange), new Date())).toBe(true)
})

it('throws away the oldest and never what is not its own', () => {
  expect(findSuperfluous([...names, ...strange], 2)).toEqual([names[1]])
  expect(findSuperfluous([...names, ...strange], 3)).toEqual([])
})

it('is due at the next time the clock shows it', () => {
  expect(nextAfter(new Date('2026-11-25T02:29:59Z'), '02:30')?.toISOString()).toBe('2026-11-25T02:30:00.000Z')
  expect(nextAfter(new Date('2026-12-31T02:30:00Z'), '02:30')?.toISOString()).toBe('2027-01-01T02:30:00.000Z')
  expect(nextAfter(new Date(), '24:00')).toBeNull()
})

describe.skipIf(!testDatabaseUrl)('the program', () => {
  let folder: string
  let database: Awaited<ReturnType<typeof createTestDatabase>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'askpress-nightly-'))
    database = await createTestDatabase()
    // A database of which there is something to back up.
    const db = openPostgres(database.url)
    await migrate(db, await readMigrations())
    await db.close()
  })
  afterAll(async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  })

  it('makes the first at once, throws away what is too much, and hears SIGTERM', async () => {
    const env = { ...process.env, DATABASE_URL: database.url, BACKUP_DIR: folder, BACKUP_KEEP: '2' }
    for (const name of names) await writeFile(join(folder, name), '')
    await rm(join(folder, names[0] ?? ''))
    const check = () => promisify(execFile)(process.execPath, [PROGRAM, '--check'], { env })
    await expect(check()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('2020-11-24') })

    const program = spawn(process.execPath, [PROGRAM], { env, stdio: 'ignore' })
    await expect
      .poll(() => readdir(folder), { timeout: 40_000 })
      .toEqual([names[2], expect.stringMatching(/^askpress-.*Z\.backup$/)])
    await check()

    program.kill('SIGTERM')
    expect(await once(program, 'exit')).toEqual([0, null])
  }, 60_000)
})
