/** What the last look at each type's listing showed, and how fresh the index was kept. */
import type { Db } from './db.ts'

export interface ListingState {
  total: number
  /** Posts that the site counts and then leaves out by permission. */
  dropped: number
  /** Newest `modified_gmt`, as listed. */
  newest: string
}

export async function findListing(db: Db, siteId: number, type: string): Promise<ListingState | null> {
  const [row] = await db.query<ListingState>(
    'select total, dropped, newest from listings where site_id = $1 and type = $2',
    [siteId, type],
  )
  return row ?? null
}

export async function saveListing(db: Db, siteId: number, type: string, state: ListingState): Promise<void> {
  await db.query(
    `insert into listings (site_id, type, total, dropped, newest, swept_at) values ($1, $2, $3, $4, $5, now())
     on conflict (site_id, type) do update
       set total = excluded.total, dropped = excluded.dropped, newest = excluded.newest, swept_at = excluded.swept_at`,
    [siteId, type, state.total, state.dropped, state.newest],
  )
}

/** Posts that the last complete listing of each type showed; a type that was never listed completely is not there. */
export async function readListed(db: Db, siteId: number): Promise<Map<string, number>> {
  const rows = await db.query<{ type: string; listed: number }>(
    'select type, total - dropped as listed from listings where site_id = $1 order by type',
    [siteId],
  )
  return new Map(rows.map(({ type, listed }) => [type, listed]))
}

/** Posts of a type that the site lists as far as we know. */
export async function countListed(db: Db, siteId: number, type: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) as count from documents where site_id = $1 and type = $2 and status <> 'deleted'`,
    [siteId, type],
  )
  return row?.count ?? 0
}

/** Their WordPress ids, ascending. */
export async function findListedIds(db: Db, siteId: number, type: string): Promise<number[]> {
  const rows = await db.query<{ wpId: number }>(
    `select wp_id as "wpId" from documents where site_id = $1 and type = $2 and status <> 'deleted' order by wp_id`,
    [siteId, type],
  )
  return rows.map(({ wpId }) => wpId)
}

/**
 * Notes how long the edits took that this run brought in: those made since the last run.
 *
 * @param previousAt Start of the run before: an older edit was not ours to see, such as an imported post.
 */
export async function noteFreshness(db: Db, siteId: number, run: { startedAt: Date; previousAt: Date }): Promise<void> {
  await db.query(
    `insert into freshness (site_id, seconds)
     select site_id, extract(epoch from indexed_at - modified_at) from documents
      where site_id = $1 and status = 'active' and indexed_at >= $2 and modified_at > $3 and modified_at <= indexed_at`,
    [siteId, run.startedAt, run.previousAt],
  )
  await db.query(`delete from freshness where at < now() - interval '7 days'`)
}

/** Over the last week; null when no edit came in. */
export async function readFreshness(
  db: Db,
  siteId: number,
): Promise<{ p50Seconds: number | null; p95Seconds: number | null }> {
  const [row] = await db.query<{ p50Seconds: number | null; p95Seconds: number | null }>(
    `select percentile_cont(0.5) within group (order by seconds) as "p50Seconds",
            percentile_cont(0.95) within group (order by seconds) as "p95Seconds"
       from freshness where site_id = $1`,
    [siteId],
  )
  return row ?? { p50Seconds: null, p95Seconds: null }
}
