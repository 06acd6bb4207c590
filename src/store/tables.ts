/** What the database holds, table by table: for backups, which are compared with it. */
import type { Db } from './db.ts'

/** Rows by the name of the table. */
export type RowCounts = ReadonlyMap<string, number>

/** Tables of our schema that hold rows themselves, by name; those that an extension brought are not ours. */
export async function listTables(db: Db): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by c.relname`,
  )
  return rows.map(({ name }) => name)
}

/** All in one statement, so that they belong together. */
export async function countRows(db: Db, tables: readonly string[]): Promise<RowCounts> {
  if (tables.length === 0) return new Map()
  const counts = tables.map((table) => `select '${table}' as name, count(*) as rows from "${table}"`)
  const rows = await db.query<{ name: string; rows: number }>(counts.join(' union all '))
  return new Map(rows.map(({ name, rows: count }) => [name, count]))
}

/** Names of the migrations that made this schema, oldest first; empty where there is none of ours. */
export async function listMigrations(db: Db): Promise<string[]> {
  const tables = await listTables(db)
  if (!tables.includes('migrations')) return []
  return (await db.query<{ name: string }>('select name from migrations order by name')).map(({ name }) => name)
}
