/** Sync runs: the lease that lets one write at a time, and the report each leaves behind. */
import { AppError } from '../errors.ts'
import type { SyncReport } from '../types.ts'
import type { Db } from './db.ts'
import { isHolderGone, me } from './holder.ts'

/** A run that does not renew for this long is taken for dead. */
const LEASE_SECONDS = 60

/** Who writes: every write of a run carries its fence, and fails once another run has taken the site over. */
export interface Writer {
  siteId: number
  /** Grows with every lease of the site. Null writes without a lease: for tests and tools. */
  fence: number | null
}

export type Lease = Writer & { fence: number }

/** @throws AppError `conflict` while another run holds the site. */
export async function takeLease(db: Db, siteId: number): Promise<Lease> {
  const [holder] = await db.query<{ owner: string | null }>('select lease_owner as owner from sites where id = $1', [
    siteId,
  ])
  const dead = holder?.owner && isHolderGone(db, holder.owner) ? holder.owner : null
  const [row] = await db.query<{ fence: number }>(
    `update sites set lease_until = now() + make_interval(secs => $2), lease_owner = $3, fence = fence + 1
      where id = $1 and (lease_until is null or lease_until < now() or lease_owner = $4) returning fence`,
    [siteId, LEASE_SECONDS, me, dead],
  )
  if (row) return { siteId, fence: row.fence }
  throw new AppError('conflict', 'A sync of this site is running already. Wait for it, or try again in a minute.', {
    code: 'sync_running',
    retryable: true,
  })
}

/** Whether any process is at work on a site: one that has ended is not, though it left its lease. */
export async function isAnySiteHeld(db: Db): Promise<boolean> {
  const rows = await db.query<{ owner: string | null }>(
    'select lease_owner as owner from sites where lease_until > now()',
  )
  return rows.some(({ owner }) => owner === null || !isHolderGone(db, owner))
}

/** @throws AppError `conflict` when the lease was lost: the run must stop. */
export async function renewLease(db: Db, lease: Lease): Promise<void> {
  const rows = await db.query(
    'update sites set lease_until = now() + make_interval(secs => $3) where id = $1 and fence = $2 returning id',
    [lease.siteId, lease.fence, LEASE_SECONDS],
  )
  if (rows.length === 0) throw lost()
}

export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await db.query('update sites set lease_until = null, lease_owner = null where id = $1 and fence = $2', [
    lease.siteId,
    lease.fence,
  ])
}

/**
 * Called in every transaction that changes what searches find, before its commit.
 *
 * @throws AppError `conflict` (code `lease_lost`), which rolls the transaction back.
 */
export async function raiseEpoch(tx: Db, { siteId, fence }: Writer): Promise<void> {
  const rows = await tx.query(
    `update sites set epoch = epoch + 1, changed_at = clock_timestamp()
      where id = $1 and ($2::bigint is null or fence = $2) returning id`,
    [siteId, fence],
  )
  if (rows.length === 0) throw lost()
}

function lost(): AppError {
  return new AppError('conflict', 'Another sync took this site over.', { code: 'lease_lost' })
}

export async function saveRun(db: Db, siteId: number, report: SyncReport): Promise<void> {
  await db.query(
    `insert into runs (site_id, kind, outcome, started_at, finished_at, report) values ($1, $2, $3, $4, now(), $5)`,
    [siteId, report.kind, report.outcome, report.startedAt, JSON.stringify(report)],
  )
}

/** @returns The report of the last run over the whole site that ended, null before the first. */
export async function findLastRun(db: Db, siteId: number): Promise<SyncReport | null> {
  const [row] = await db.query<{ report: SyncReport; started_at: Date }>(
    `select report, started_at from runs where site_id = $1 and kind <> 'post' order by id desc limit 1`,
    [siteId],
  )
  // Reports of before types were counted have none.
  return row ? { ...row.report, types: row.report.types ?? {}, startedAt: row.started_at } : null
}

/** Runs older than a month tell nobody anything. */
export async function pruneRuns(db: Db): Promise<void> {
  await db.query(`delete from runs where started_at < now() - interval '30 days'`)
}
