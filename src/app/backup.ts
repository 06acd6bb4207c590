/** `askpress backup`: one file that holds the whole database, read back and counted before it gets its name. */
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { BackupReport, BackupRequest } from '../cli/parts.ts'
import { type Config, toolEnvironment } from '../config.ts'
import { AppError, codeOf, messageOf } from '../errors.ts'
import { readArchive, writeArchive } from '../store/pg-archive.ts'
import { requireTool } from '../store/pg-tools.ts'
import { openPglite } from '../store/pglite.ts'
import { readPgliteArchive, writePgliteArchive } from '../store/pglite-archive.ts'
import { serverMajorOf } from '../store/ping.ts'
import { openPostgres } from '../store/postgres.ts'
import { listMigrations, type RowCounts } from '../store/tables.ts'

interface Written {
  rows: RowCounts
  migrations: readonly string[]
}

/**
 * @throws AppError `invalid_input` when the file is there already, `invalid_config` when a program of PostgreSQL is missing,
 *   `upstream` when what was written is not what the database has: then there is no file.
 */
export async function backUp(config: Config, { file, mayOverwrite }: BackupRequest): Promise<BackupReport> {
  const startedAt = performance.now()
  const target = resolve(file)
  if (!mayOverwrite) await refuseExisting(target)
  // Beside it, so that the last step is a rename; what is half-written never has the name of a backup.
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`)
  try {
    const create = await open(partial, 'wx', 0o600)
    await create.close()
    const written = await (config.database.url === null ? writeEmbedded : writeServer)(config, partial)
    await flush(partial)
    await rename(partial, target)
    await flush(dirname(target))
    const { size } = await stat(target)
    const ms = Math.round(performance.now() - startedAt)
    return { file: target, bytes: size, ms, rows: written.rows, schema: written.migrations.at(-1) ?? 'none' }
  } catch (error) {
    throw explain(error, target)
  } finally {
    await rm(partial, { force: true })
  }
}

async function writeServer({ database }: Config, file: string): Promise<Written> {
  const env = toolEnvironment()
  const url = database.url ?? ''
  const db = openPostgres(url, { applicationName: 'askpress backup', maxConnections: 2 })
  try {
    const major = await serverMajorOf(db)
    await requireTool('pg_dump', { env, major })
    await requireTool('pg_restore', { env, major })
    refuseEmpty(await listMigrations(db))
    const rows = await writeArchive(db, file, { env, url })
    const { migrations, rows: read } = await readArchive(file, { env })
    compare(rows, read)
    return { rows, migrations }
  } finally {
    await db.close()
  }
}

async function writeEmbedded({ database }: Config, file: string): Promise<Written> {
  const db = await openPglite(database.dataDir)
  let rows: RowCounts
  try {
    refuseEmpty(await listMigrations(db))
    rows = await writePgliteArchive(db, file)
  } finally {
    await db.close()
  }
  const { migrations, rows: read } = await readPgliteArchive(file)
  compare(rows, read)
  return { rows, migrations }
}

function refuseEmpty(migrations: readonly string[]): void {
  if (migrations.length > 0) return
  throw new AppError('invalid_input', 'The database is empty: there is nothing to back up yet.')
}

/** A backup that was never read is a hope. */
function compare(wanted: RowCounts, read: RowCounts): void {
  const wrong = [...wanted].filter(([table, rows]) => read.get(table) !== rows)
  if (wrong.length === 0) return
  const list = wrong.map(([table, rows]) => `${table} ${rows}, in the file ${read.get(table) ?? 'none'}`).join('; ')
  throw new AppError('upstream', `The backup is not what the database has, and was thrown away. Rows of ${list}.`)
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) {
    throw new AppError('invalid_input', `${file} is there already. Choose another name, or add --overwrite.`)
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

const OF_THE_DISK = /^(ENOENT|EACCES|EPERM|EROFS|ENOSPC|EDQUOT|ENOTDIR|EISDIR|EIO)$/

function explain(error: unknown, file: string): unknown {
  if (error instanceof AppError || !OF_THE_DISK.test(codeOf(error))) return error
  return new AppError('invalid_input', `${file} cannot be written: ${messageOf(error)}.`, { cause: error })
}
