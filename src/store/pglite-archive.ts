/** Backups of the embedded database: its whole data folder in one packed file, as PGlite writes it. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from './db.ts'
import { lockFolder } from './folder-lock.ts'
import type { ArchiveContents } from './pg-archive.ts'
import { openPgliteDump, type PgliteDb } from './pglite.ts'
import { replaceCluster } from './pglite-template.ts'
import { countRows, listMigrations, listTables, type RowCounts } from './tables.ts'

/** What the first bytes of such a file are: it is packed by gzip. */
export const PGLITE_MAGIC = '\x1f\x8b'

/** @returns The rows each table has in it. */
export async function writePgliteArchive(db: PgliteDb, file: string): Promise<RowCounts> {
  const rows = await countRows(db, await listTables(db))
  await db.dump(file)
  return rows
}

/** Opens the whole database in memory and counts what is in it. @throws AppError `invalid_input` */
export async function readPgliteArchive(file: string): Promise<ArchiveContents> {
  const db = await openPgliteDump(file, null)
  try {
    return { rows: await countRows(db, await listTables(db)), migrations: await listMigrations(db) }
  } finally {
    await db.close()
  }
}

/**
 * Puts the database of the file in the place of the one in `dataDir`, all of it or nothing.
 *
 * @param prepare What has to be done with it before it may be opened by anybody else.
 * @throws AppError `conflict` while a process has the folder open.
 */
export async function restorePgliteArchive<T>(
  file: string,
  dataDir: string,
  prepare: (db: Db) => Promise<T>,
): Promise<T> {
  const unlock = await lockFolder(dataDir)
  const fresh = join(dataDir, 'pglite.restoring')
  try {
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh)
    const db = await openPgliteDump(file, fresh)
    const result = await prepare(db).finally(() => db.close())
    await replaceCluster(dataDir, fresh)
    return result
  } finally {
    await rm(fresh, { recursive: true, force: true })
    await unlock()
  }
}
