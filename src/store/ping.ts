/** Is the database there, and what is it? */
import type { Db } from './db.ts'

/** @throws AppError `unavailable` */
export async function ping(db: Db): Promise<void> {
  await db.query('select 1')
}

export async function describeDatabase(db: Db): Promise<{ version: string; pgvector: string | null }> {
  const [row] = await db.query<{ version: string; pgvector: string | null }>(
    `select current_setting('server_version') as version,
            (select extversion from pg_extension where extname = 'vector') as pgvector`,
  )
  return row ?? { version: 'unknown', pgvector: null }
}

export async function serverMajorOf(db: Db): Promise<number> {
  const [row] = await db.query<{ major: number }>(`select current_setting('server_version_num')::int / 10000 as major`)
  return row?.major ?? 0
}

/** Connections of programs like this one to the same database; those of the name `own` are not counted. */
export async function countOthers(db: Db, own: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) as count from pg_stat_activity
      where datname = current_database() and application_name like 'askpress%' and application_name <> $1`,
    [own],
  )
  return row?.count ?? 0
}
