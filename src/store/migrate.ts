/**
 * Brings the schema up to date: numbered files of sql/, forward only, each in one transaction.
 *
 * Safe from many processes at once. The lock is polled: a blocking one deadlocks with `create index concurrently`.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppError, codeOf } from '../errors.ts'
import type { Db } from './db.ts'

export interface Migration {
  /** File name without `.sql`, such as `0001_index`: the order is the order of names. */
  name: string
  text: string
}

const SQL_DIR = fileURLToPath(new URL('../../sql/', import.meta.url))
/** Any fixed number: it names our lock in the database. */
const LOCK = 715_531_407
const MIGRATION_MS = 3_600_000
const LOCK_POLL_MS = 100
const LOCK_WAIT_MS = 60_000
/** SQLSTATE lock_not_available. */
const LOCKED = '55P03'

export async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(SQL_DIR)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file) => ({ name: file.slice(0, -4), text: await readFile(`${SQL_DIR}${file}`, 'utf8') })),
  )
}

/**
 * @returns Names of what was applied now.
 * @throws AppError `conflict` when the database is newer than this program, or an applied file was changed since.
 */
export async function migrate(db: Db, migrations: readonly Migration[]): Promise<string[]> {
  // A large index may take an hour to rebuild.
  const patient = db.within?.(MIGRATION_MS) ?? db
  const startedAt = Date.now()
  for (;;) {
    const applied = await patient
      .transaction(async (tx) => {
        const [lock] = await tx.query<{ is_ours: boolean }>('select pg_try_advisory_xact_lock($1) as is_ours', [LOCK])
        if (!lock?.is_ours) return null
        // A change that waits for a long search holds up every search behind it: better to let go, and try again.
        await tx.query(`set local lock_timeout = '3s'; set local statement_timeout = 0`)
        await tx.query(`create table if not exists migrations (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
        return applyMissing(tx, migrations)
      })
      .catch((error) => {
        if (codeOf(error) === LOCKED) return null
        throw error
      })
    if (applied) return applied
    if (Date.now() - startedAt > LOCK_WAIT_MS) {
      throw new AppError(
        'unavailable',
        'Another process has been migrating the database, or using what has to change, for a minute. Try again later.',
      )
    }
    await sleep(LOCK_POLL_MS)
  }
}

/** @returns Names of what was applied. */
async function applyMissing(tx: Db, migrations: readonly Migration[]): Promise<string[]> {
  const rows = await tx.query<{ name: string; checksum: string }>('select name, checksum from migrations order by name')
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of rows) {
    const migration = known.get(row.name)
    if (!migration) {
      throw new AppError('conflict', `The database is newer than this program (it has ${row.name}). Update AskPress.`)
    }
    if (checksum(migration) !== row.checksum) {
      throw new AppError('conflict', `sql/${row.name}.sql was changed after it was applied. Restore the released file.`)
    }
  }
  const done = new Set(rows.map((row) => row.name))
  const missing = migrations.filter(({ name }) => !done.has(name))
  for (const migration of missing) {
    await tx.query(migration.text)
    await tx.query('insert into migrations (name, checksum) values ($1, $2)', [migration.name, checksum(migration)])
  }
  return missing.map(({ name }) => name)
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.text).digest('hex')
}
