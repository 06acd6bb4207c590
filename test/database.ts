/** Databases for tests: PGlite always, PostgreSQL where TEST_DATABASE_URL names a server. Each test file gets its own. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Db } from '../src/store/db.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { openPglite } from '../src/store/pglite.ts'
import { openPostgres } from '../src/store/postgres.ts'

export const testDatabaseUrl = process.env.TEST_DATABASE_URL

if (!testDatabaseUrl) {
  process.stderr.write(
    'SKIPPED: everything on PostgreSQL, because TEST_DATABASE_URL is not set (see CONTRIBUTING.md).\n',
  )
}

/** A PGlite in a folder of its own, which goes with it. */
export async function openTestPglite(): Promise<Db> {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-test-'))
  const db = await openPglite(folder)
  return { ...db, close: () => db.close().then(() => rm(folder, { recursive: true, force: true })) }
}

/** A new database on the test server, dropped on close. */
export async function openTestPostgres(maxConnections = 10): Promise<Db & { url: string }> {
  const { url, drop } = await createTestDatabase()
  const db = openPostgres(url, { maxConnections })
  return { ...db, url, close: () => db.close().then(drop) }
}

/** A new, empty database on the test server that nobody is connected to. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `askpress_test_${randomBytes(6).toString('hex')}`
  const admin = openPostgres(testDatabaseUrl ?? '', { maxConnections: 1 })
  await admin.query(`create database ${name}`)
  const url = Object.assign(new URL(testDatabaseUrl ?? ''), { pathname: `/${name}` }).href
  const drop = async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.close()
  }
  return { url, drop }
}

/**
 * Runs the same tests on both databases, migrated and emptied before each test.
 *
 * @param tests Gets a function that answers with the database of the moment.
 */
export function describeOnBoth(name: string, tests: (db: () => Db) => void): void {
  describe(`${name} on PGlite`, () => tests(database(openTestPglite)))
  describe.skipIf(!testDatabaseUrl)(`${name} on PostgreSQL`, () => tests(database(openTestPostgres)))
}

function database(open: () => Promise<Db>): () => Db {
  let db: Db
  beforeAll(async () => {
    db = await open()
    await migrate(db, await readMigrations())
  })
  afterAll(() => db?.close())
  return () => db
}

/** Empties every table; called in `beforeEach` by tests that count rows. */
export async function emptyDatabase(db: Db): Promise<void> {
  await db.query('truncate sites, spaces restart identity cascade; truncate postings, vectors, chunks restart identity')
}
