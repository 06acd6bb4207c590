/** Sync runs: the lease that lets one write at a time, and the report each leaves behind. */
import { AppError } from '../errors.ts'
import type { SyncReport } from '../types.ts'
import type { Db } from './db.ts'

/** A run that does not renew for this long is taken for dead. */
const LEASE_SECONDS = 60

export interface Lease {
  siteId: number
  /** Grows with every lease of the site: a run that lost its lease without noticing is told apart by it. */
  fence: number
}

/** @throws AppError `conflict` while another run holds the site. */
export async function takeLease(db: Db, siteId: number): Promise<Lease> {
  const [row] = await db.query<{ fence: number }>(
    `update sites set lease_until = now() + make_interval(secs => $2), fence = fence + 1
      where id = $1 and (lease_until is null or lease_until < now()) returning fence`,
    [siteId, LEASE_SECONDS],
  )
  if (row) return { siteId, fence: row.fence }
  throw new AppError('conflict', 'A sync of this site is running already. Wait for it, or try again in a minute.', {
    code: 'sync_running',
    retryable: true,
  })
}

/** @throws AppError `conflict` when the lease was lost: the run must stop. */
export async function renewLease(db: Db, lease: Lease): Promise<void> {
  const rows = await db.query(
    'update sites set lease_until = now() + make_interval(secs => $3) where id = $1 and fence = $2 returning id',
    [lease.siteId, lease.fence, LEASE_SECONDS],
  )
  if (rows.length === 0) throw new AppError('conflict', 'Another sync took this site over.', { code: 'lease_lost' })
}

export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await db.query('update sites set lease_until = null where id = $1 and fence = $2', [lease.siteId, lease.fence])
}

export async function saveRun(db: Db, siteId: number, report: SyncReport): Promise<void> {
  await db.query(
    `insert into runs (site_id, kind, outcome, started_at, finished_at, report) values ($1, $2, $3, $4, now(), $5)`,
    [siteId, report.kind, report.outcome, report.startedAt, JSON.stringify(report)],
  )
}

/** @returns The report of the last run that ended, null before the first. */
export async function findLastRun(db: Db, siteId: number): Promise<SyncReport | null> {
  const [row] = await db.query<{ report: SyncReport; started_at: Date }>(
    'select report, started_at from runs where site_id = $1 order by id desc limit 1',
    [siteId],
  )
  return row ? { ...row.report, startedAt: row.started_at } : null
}
