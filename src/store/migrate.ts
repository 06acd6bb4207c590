/**
 * Brings the schema up to date: numbered files of sql/, forward only, each in one transaction.
 *
 * Safe from many processes at once. The lock is polled: a blocking one deadlocks with `create index concurrently`.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'
import type { Db } from './db.ts'

export interface Migration {
  /** File name without `.sql`, such as `0001_index`: the order is the order of names. */
  name: string
  text: string
}

const SQL_DIR = fileURLToPath(new URL('../../sql/', import.meta.url))
/** Any fixed number: it names our lock in the database. */
const LOCK = 715_531_407
const LOCK_POLL_MS = 100
const LOCK_WAIT_MS = 60_000

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
  const applied: string[] = []
  const startedAt = Date.now()
  for (;;) {
    const isOurs = await db.transaction(async (tx) => {
      const [lock] = await tx.query<{ is_ours: boolean }>('select pg_try_advisory_xact_lock($1) as is_ours', [LOCK])
      if (!lock?.is_ours) return false
      await tx.query(`create table if not exists migrations (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
      await applyMissing(tx, migrations, applied)
      return true
    })
    if (isOurs) return applied
    if (Date.now() - startedAt > LOCK_WAIT_MS) {
      throw new AppError(
        'unavailable',
        'Another process has been migrating the database for a minute. Try again later.',
      )
    }
    await sleep(LOCK_POLL_MS)
  }
}

async function applyMissing(tx: Db, migrations: readonly Migration[], applied: string[]): Promise<void> {
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
  for (const migration of migrations.filter(({ name }) => !done.has(name))) {
    await tx.query(migration.text)
    await tx.query('insert into migrations (name, checksum) values ($1, $2)', [migration.name, checksum(migration)])
    applied.push(migration.name)
  }
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.text).digest('hex')
}
