/** Posts that complete listings no longer show: who they are, since when, and how they are erased in the end. */
import type { Db } from './db.ts'

export interface Missing {
  wpId: number
  type: string
  /** Complete listings in a row that lacked it, this one included. */
  sweeps: number
  since: Date
}

/**
 * Counts one more complete listing without them.
 *
 * @param types Whose listing was complete.
 * @param startedAt Of the run, which every post it was shown has now. Compared for equality: a clock that was set back
 *   has listed posts in the future.
 */
export async function countMissing(
  db: Db,
  siteId: number,
  types: readonly string[],
  startedAt: Date,
): Promise<Missing[]> {
  return db.query<Missing>(
    `update documents set missing_since = coalesce(missing_since, $3), missing_sweeps = missing_sweeps + 1
      where site_id = $1 and type = any ($2::text[]) and listed_at <> $3 and status <> 'deleted'
      returning wp_id as "wpId", type, missing_sweeps as sweeps, missing_since as since`,
    [siteId, types, startedAt],
  )
}

/** The same posts without counting: for a run that asked for these ids alone. */
export async function findMissing(
  db: Db,
  siteId: number,
  wpIds: readonly number[],
  startedAt: Date,
): Promise<Missing[]> {
  return db.query<Missing>(
    `select wp_id as "wpId", type, missing_sweeps as sweeps, coalesce(missing_since, $3) as since from documents
      where site_id = $1 and wp_id = any ($2::bigint[]) and listed_at <> $3 and status <> 'deleted'`,
    [siteId, wpIds, startedAt],
  )
}

/** Soft-deleted posts whose time is up, by type. */
export async function findErasable(db: Db, siteId: number, days: number): Promise<{ wpId: number; type: string }[]> {
  return db.query<{ wpId: number; type: string }>(
    `select wp_id as "wpId", type from documents
      where site_id = $1 and status = 'deleted' and deleted_at < now() - make_interval(days => $2) order by wp_id`,
    [siteId, days],
  )
}

/** For good: the row too. Only what is still soft-deleted. */
export async function eraseDocuments(db: Db, siteId: number, wpIds: readonly number[]): Promise<number> {
  const rows = await db.query(
    `delete from documents where site_id = $1 and wp_id = any ($2::bigint[]) and status = 'deleted' returning id`,
    [siteId, wpIds],
  )
  return rows.length
}

/** Ids by type whose body was not read for longest: a share of all, at least `least`. */
export async function findOldestRead(
  db: Db,
  siteId: number,
  portion: { share: number; least: number },
): Promise<{ wpId: number; type: string }[]> {
  return db.query<{ wpId: number; type: string }>(
    `select wp_id as "wpId", type from documents where site_id = $1 and status in ('active', 'empty')
      order by fetched_at, wp_id
      limit (select greatest($3::int, ceil(count(*) * $2::float8)::int) from documents
              where site_id = $1 and status in ('active', 'empty'))`,
    [siteId, portion.share, portion.least],
  )
}
