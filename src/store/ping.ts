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
