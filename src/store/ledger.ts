/** Counts that account for every post: what is found, what is not, and why. */
import type { PostStatus, Reasons } from '../types.ts'
import type { Db } from './db.ts'

export interface Ledger {
  /** Searchable; those whose last reading failed stand under `failed` as well as being searchable. */
  active: number
  hidden: Reasons
  skipped: Reasons
  failed: Reasons
  /** All of the above. */
  total: number
}

/** @param startedAt Only posts that the run of that moment was shown; left out, all that are not deleted. */
export async function countLedger(db: Db, siteId: number, startedAt?: Date): Promise<Ledger> {
  const rows = await db.query<{ status: string; reason: string | null; count: number }>(
    `select status, reason, count(*) as count from documents
      where site_id = $1 and status <> 'deleted' and ($2::timestamptz is null or listed_at = $2)
      group by status, reason order by status, reason`,
    [siteId, startedAt ?? null],
  )
  const ledger: Ledger = { active: 0, hidden: {}, skipped: {}, failed: {}, total: 0 }
  for (const { status, reason, count } of rows) {
    ledger.total += count
    const reasons = reasonsOf(ledger, status, reason)
    if (reasons) reasons[reason ?? 'unknown'] = (reasons[reason ?? 'unknown'] ?? 0) + count
    else ledger.active += count
  }
  return ledger
}

/** Which part of the ledger a row belongs to; null for what is searchable and up to date. */
function reasonsOf(ledger: Ledger, status: string, reason: string | null): Reasons | null {
  if (status === 'hidden') return ledger.hidden
  if (status === 'empty') return ledger.skipped
  // An active document with a reason is an older version kept because the newer one could not be read.
  if (status === 'failed' || reason !== null) return ledger.failed
  return null
}

export interface IndexCounts {
  indexed: number
  chunks: number
  deletedLastDay: number
}

export async function countIndex(db: Db, siteId: number): Promise<IndexCounts> {
  const [row] = await db.query<IndexCounts>(
    `select count(*) filter (where status = 'active') as indexed,
            coalesce(sum(chunk_count) filter (where status = 'active'), 0)::int as chunks,
            count(*) filter (where status = 'deleted' and deleted_at > now() - interval '24 hours') as "deletedLastDay"
       from documents where site_id = $1`,
    [siteId],
  )
  return row ?? { indexed: 0, chunks: 0, deletedLastDay: 0 }
}

/** Why these posts are found, or why not: one answer for each id on each of the sites, known there or not. */
export async function explainPosts(
  db: Db,
  siteIds: readonly number[],
  wpIds: readonly number[],
): Promise<PostStatus[]> {
  return db.query<PostStatus>(
    `select s.name as site, p.wp_id as "wpId", d.status as state, d.reason, coalesce(d.title, '') as title,
            coalesce(d.url, '') as url, coalesce(d.chunk_count, 0) as chunks, d.indexed_at as "indexedAt",
            d.missing_since as "missingSince"
       from sites s cross join unnest($2::bigint[]) as p (wp_id)
       left join documents d on d.site_id = s.id and d.wp_id = p.wp_id
      where s.id = any ($1::int[]) order by s.id, p.wp_id`,
    [siteIds, wpIds],
  )
}
