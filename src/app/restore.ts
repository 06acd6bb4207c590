/**
 * `askpress restore`: one file in, all of it or nothing, and nothing is served from it before a sync has seen every site
 * whole: posts that were deleted since the backup was made are in it.
 */
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RestoreReport, RestoreRequest } from '../cli/parts.ts'
import { type Config, toolEnvironment } from '../config.ts'
import { AppError, messageOf } from '../errors.ts'
import { JOBS_SCHEMA } from '../jobs/boss.ts'
import type { Db } from '../store/db.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { ARCHIVE_MAGIC, type ArchiveContents, readArchive, restoreArchive } from '../store/pg-archive.ts'
import { requireTool } from '../store/pg-tools.ts'
import { openPglite } from '../store/pglite.ts'
import { PGLITE_MAGIC, readPgliteArchive, restorePgliteArchive } from '../store/pglite-archive.ts'
import { countOthers, serverMajorOf } from '../store/ping.ts'
import { openPostgres } from '../store/postgres.ts'
import { findRestored, markRestored, noticeCopy } from '../store/restored.ts'
import { bringBack, dropAside, dropSchema, setAside } from '../store/set-aside.ts'
import { countRows, listTables, type RowCounts } from '../store/tables.ts'
import { openDatabase } from './open.ts'

const APPLICATION = 'askpress restore'

/**
 * @throws AppError `invalid_input` for a file that is no backup for this database; `conflict` when the database holds
 *   something already, others are connected, or the backup is newer than this program.
 */
export async function restore(config: Config, { file, isReplacing }: RestoreRequest): Promise<RestoreReport> {
  const startedAt = performance.now()
  const source = resolve(file)
  const isEmbedded = config.database.url === null
  await refuseOtherKind(source, isEmbedded)
  const sites = await (isEmbedded ? restoreEmbedded : restoreServer)(config, source, isReplacing)
  return { file: source, ms: Math.round(performance.now() - startedAt), ...sites }
}

/** For a database that came back by other means: nothing is served before every site was seen whole. */
export async function markAsRestored(config: Config): Promise<Pick<RestoreReport, 'sites'>> {
  const db = await openDatabase(config)
  try {
    await migrate(db, await readMigrations())
    await markRestored(db)
    return { sites: await findRestored(db) }
  } finally {
    await db.close()
  }
}

type Restored = Omit<RestoreReport, 'file' | 'ms'>

async function restoreServer(config: Config, file: string, isReplacing: boolean): Promise<Restored> {
  const env = toolEnvironment()
  const url = config.database.url ?? ''
  const db = openPostgres(url, { applicationName: APPLICATION, maxConnections: 2 })
  try {
    await requireTool('pg_restore', { env, major: await serverMajorOf(db) })
    await refuseNewer(await readArchive(file, { env }))
    await refuseCompany(db)
    const tables = await listTables(db)
    if (!isReplacing) refuseFilled(await countRows(db, tables))
    await setAside(db)
    try {
      await restoreArchive(file, { env, url })
    } catch (error) {
      await bringBack(db)
      throw error
    }
    // From here on the database is the one of the backup. Who dies before it is marked leaves one that the next start
    // knows for what it is.
    const done = await settle(db)
    await dropAside(db)
    await dropSchema(db, JOBS_SCHEMA)
    return done
  } finally {
    await db.close()
  }
}

async function restoreEmbedded({ database }: Config, file: string, isReplacing: boolean): Promise<Restored> {
  await refuseNewer(await readPgliteArchive(file))
  if (!isReplacing) refuseFilled(await countEmbedded(database.dataDir))
  return restorePgliteArchive(file, database.dataDir, async (db) => {
    await dropSchema(db, JOBS_SCHEMA)
    return settle(db)
  })
}

/** Brings the schema up to date, and takes the database out of service until it was swept. */
async function settle(db: Db): Promise<Restored> {
  await migrate(db, await readMigrations())
  if (!(await noticeCopy(db))) await markRestored(db)
  return { rows: await countRows(db, await listTables(db)), sites: await findRestored(db) }
}

async function countEmbedded(dataDir: string): Promise<RowCounts> {
  const db = await openPglite(dataDir)
  try {
    return await countRows(db, await listTables(db))
  } finally {
    await db.close()
  }
}

/** Backups of the two kinds of database are different files: one is rows, the other a folder. */
async function refuseOtherKind(file: string, isEmbedded: boolean): Promise<void> {
  const beginning = await readBeginning(file)
  const isFolder = beginning.startsWith(PGLITE_MAGIC)
  if (!isFolder && beginning !== ARCHIVE_MAGIC) {
    throw new AppError('invalid_input', `${file} is no backup: "askpress backup" makes them.`)
  }
  if (isFolder === isEmbedded) return
  const [of, remedy] = isFolder
    ? ['the embedded database', 'Unset DATABASE_URL to restore it; a PostgreSQL server is filled by "askpress sync".']
    : ['a PostgreSQL server', 'Set DATABASE_URL to one to restore it.']
  throw new AppError('invalid_input', `${file} is a backup of ${of}. ${remedy}`)
}

async function readBeginning(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r')
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(5), 0, 5).finally(() => handle.close())
    return buffer.toString('latin1', 0, bytesRead)
  } catch (error) {
    throw new AppError('invalid_input', `${file} cannot be read: ${messageOf(error)}.`, { cause: error })
  }
}

async function refuseNewer({ migrations }: ArchiveContents): Promise<void> {
  const known = new Set((await readMigrations()).map(({ name }) => name))
  const strange = migrations.find((name) => !known.has(name))
  if (strange) {
    const remedy = 'Restore it with that version or a newer one.'
    throw new AppError('conflict', `The backup was made by a newer AskPress (its schema has ${strange}). ${remedy}`)
  }
  if (migrations.length > 0) return
  throw new AppError('invalid_input', 'The file holds a database, but not one of AskPress.')
}

/** Somebody who writes meanwhile would be lost, and who reads would see half of it. */
async function refuseCompany(db: Db): Promise<void> {
  const others = await countOthers(db, APPLICATION)
  if (others === 0) return
  const connections = others === 1 ? '1 connection' : `${others} connections`
  throw new AppError('conflict', `AskPress is running on this database (${connections}). Stop serve and worker first.`)
}

function refuseFilled(rows: RowCounts): void {
  if (rows.size === 0) return
  const has = ['sites', 'documents'].map((table) => `${rows.get(table) ?? 0} ${table}`).join(' and ')
  throw new AppError('conflict', `The database is not empty: it has ${has}. --replace puts the backup in their place.`)
}
