/** Backups of a PostgreSQL database: files of `pg_dump --format=custom`, which its own programs read as well. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readScript } from './copy-lines.ts'
import type { Db } from './db.ts'
import { runTool } from './pg-tools.ts'
import { countRows, listTables, type RowCounts } from './tables.ts'

export interface ArchiveOptions {
  /** What PostgreSQL's programs get of our environment. */
  env: Record<string, string>
}

export interface ArchiveContents {
  rows: RowCounts
  /** Names of the migrations that made the schema. */
  migrations: string[]
}

/** What the first bytes of such a file are. */
export const ARCHIVE_MAGIC = 'PGDMP'

/**
 * Writes the file, of one moment, while others write on.
 *
 * @returns The rows each table had at that very moment.
 */
export async function writeArchive(
  db: Db,
  file: string,
  { env, url }: ArchiveOptions & { url: string },
): Promise<RowCounts> {
  return db.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only')
    // This transaction waits for pg_dump, for as long as it takes.
    await tx.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
    const tables = await listTables(tx)
    const rows = await countRows(
      tx,
      tables.filter((table) => table !== LEFT_OUT),
    )
    const [snapshot] = await tx.query<{ id: string }>('select pg_export_snapshot() as id')
    const strange = await tx.query<{ name: string }>(STRANGE_SCHEMAS)
    await runTool(
      'pg_dump',
      [
        '--format=custom',
        `--snapshot=${snapshot?.id}`,
        // Into a database of another owner and with other rights it goes as well.
        ...['--no-owner', '--no-privileges', '--no-comments', '--no-publications', '--no-subscriptions'],
        '--extension=vector',
        `--exclude-table-data=${LEFT_OUT}`,
        ...strange.map(({ name }) => `--exclude-schema="${name}"`),
        `--file=${file}`,
      ],
      { env, url },
    )
    return rows
  })
}

/** Its row is missing from every database that came out of a backup: see restored.ts. */
const LEFT_OUT = 'installation'

/** The queue is made anew by whoever starts: a sweep finds what waited in it. Others' schemas are not ours to keep. */
const STRANGE_SCHEMAS = `
  select nspname as name from pg_namespace
   where nspname <> current_schema() and nspname <> 'information_schema' and nspname !~ '^pg_' order by nspname`

/**
 * Reads the whole file and counts what is in it.
 *
 * @throws AppError `upstream` when it is cut off or damaged.
 */
export async function readArchive(file: string, { env }: ArchiveOptions): Promise<ArchiveContents> {
  let contents: ArchiveContents = { rows: new Map(), migrations: [] }
  await runTool('pg_restore', ['--file=-', file], {
    env,
    read: async (script) => {
      const { rows, firstColumn } = await readScript(script, 'migrations')
      contents = { rows, migrations: firstColumn.sort() }
    },
  })
  return contents
}

/** Into a database that has none of its tables. All of it or nothing. */
export async function restoreArchive(file: string, { env, url }: ArchiveOptions & { url: string }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-restore-'))
  try {
    const list = join(folder, 'list')
    await writeFile(list, await contentsWithoutSchemas(file, env))
    await runTool(
      'pg_restore',
      ['--single-transaction', '--no-owner', '--no-privileges', '--no-comments', `--use-list=${list}`, file],
      { env, url },
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A schema that is there already would be an error. */
async function contentsWithoutSchemas(file: string, env: Record<string, string>): Promise<string> {
  let list = ''
  await runTool('pg_restore', ['--list', file], {
    env,
    read: async (output) => {
      list = await text(output)
    },
  })
  return list
    .split('\n')
    .filter((line) => !/^\d+; \d+ \d+ SCHEMA /.test(line))
    .join('\n')
}
