/** Spaces that nobody will go back to: dropped a day after another took their place, with their vectors and index. */
import type { Db } from './db.ts'
import { dropOrphanIndexes } from './vector-index.ts'

/** One that was left by hand stays: without it, the configuration that still names it would fill and switch to it anew. */
const IS_OLD = `s.state = 'retired' and not s.is_declined and s.retired_at < now() - interval '24 hours'`

/** Short statements, which a sync that inserts at the same time does not wait for. */
const ROWS_PER_STATEMENT = 5_000

export async function dropOldSpaces(db: Db): Promise<void> {
  const old = await db.query<{ id: number }>(`select s.id from spaces s where ${IS_OLD}`)
  for (const { id } of old) {
    while ((await deleteVectors(db, id)) > 0);
    // What was locked, and what came in meanwhile, goes with the space.
    await db.query(`delete from spaces s where s.id = $1 and ${IS_OLD}`, [id])
  }
  if (old.length > 0) await dropOrphanIndexes(db)
}

/** Passes over rows that somebody else has locked: two that wait for each other's rows would deadlock. */
async function deleteVectors(db: Db, spaceId: number): Promise<number> {
  const rows = await db.query(
    `delete from vectors v using (
       select l.site_id, l.chunk_id from vectors l join spaces s on s.id = l.space_id and ${IS_OLD}
        where l.space_id = $1 limit ${ROWS_PER_STATEMENT} for update of l skip locked
     ) gone
      where v.space_id = $1 and v.site_id = gone.site_id and v.chunk_id = gone.chunk_id returning 1`,
    [spaceId],
  )
  return rows.length
}
