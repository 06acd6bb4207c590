/** Counts that account for every post: what is found, what is not, and why. */
import type { PostStatus, Reasons } from '../types.ts'
import type { Db } from './db.ts'

export interface Ledger {
  /** Searchable and up to date. */
  active: number
  /** Searchable, with those whose last reading failed: they stand under `failed` as well. */
  indexed: number
  hidden: Reasons
  skipped: Reasons
  failed: Reasons
  /** Of all of them, those that the listings lack and that were kept. */
  withheld: number
  /** `active`, hidden, skipped and failed. */
  total: number
}

/**
 * By type of post, in the order of their names.
 *
 * @param startedAt Only posts that the run of that moment was shown; left out, all that are not deleted.
 */
export async function countLedgers(db: Db, siteId: number, startedAt?: Date): Promise<Map<string, Ledger>> {
  const rows = await db.query<LedgerRow>(
    `select type, status, reason, count(*) as count, count(missing_since) as withheld from documents
      where site_id = $1 and status <> 'deleted' and ($2::timestamptz is null or listed_at = $2)
      group by type, status, reason order by type, status, reason`,
    [siteId, startedAt ?? null],
  )
  const ledgers = new Map<string, Ledger>()
  for (const row of rows) {
    const ledger = ledgers.get(row.type) ?? emptyLedger()
    ledgers.set(row.type, ledger)
    addRow(ledger, row)
  }
  return ledgers
}

interface LedgerRow {
  type: string
  status: string
  reason: string | null
  count: number
  withheld: number
}

export function emptyLedger(): Ledger {
  return { active: 0, indexed: 0, hidden: {}, skipped: {}, failed: {}, withheld: 0, total: 0 }
}

/** All types together. */
export function sumLedgers(ledgers: Iterable<Ledger>): Ledger {
  const sum = emptyLedger()
  for (const ledger of ledgers) {
    for (const name of ['active', 'indexed', 'withheld', 'total'] as const) sum[name] += ledger[name]
    for (const name of ['hidden', 'skipped', 'failed'] as const) {
      for (const [reason, count] of Object.entries(ledger[name])) sum[name][reason] = (sum[name][reason] ?? 0) + count
    }
  }
  return sum
}

function addRow(ledger: Ledger, { status, reason, count, withheld }: LedgerRow): void {
  ledger.total += count
  ledger.withheld += withheld
  if (status === 'active') ledger.indexed += count
  const reasons = reasonsOf(ledger, status, reason)
  if (reasons) reasons[reason ?? 'unknown'] = (reasons[reason ?? 'unknown'] ?? 0) + count
  else ledger.active += count
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
