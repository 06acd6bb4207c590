/** The state of the index, for people (`status`, `GET /status`) and for machines (`GET /health`). */
import type { Embedder } from '../embedding/embedder.ts'
import { AppError } from '../errors.ts'
import type { Health } from '../http/parts.ts'
import type { Db } from '../store/db.ts'
import { countIndex, countLedger } from '../store/ledger.ts'
import { findLastRun } from '../store/runs.ts'
import { listSites, type StoredSite } from '../store/sites.ts'
import { countPending, type Space } from '../store/vectors.ts'
import type { SiteStatus } from '../types.ts'

export interface StatusParts {
  db: Db
  embedder: Embedder
  space: Space
}

export async function readStatus(parts: StatusParts): Promise<SiteStatus[]> {
  const pending = await countPending(parts.db, parts.space.id, parts.embedder.languages)
  const statuses: SiteStatus[] = []
  for (const site of await listSites(parts.db)) statuses.push(await readSite(parts.db, site, pending.get(site.id) ?? 0))
  return statuses
}

async function readSite(db: Db, site: StoredSite, pendingVectors: number): Promise<SiteStatus> {
  const [ledger, counts, lastRun] = await Promise.all([
    countLedger(db, site.id),
    countIndex(db, site.id),
    findLastRun(db, site.id),
  ])
  return {
    name: site.name,
    url: site.url,
    listed: lastRun?.listed ?? null,
    indexed: counts.indexed,
    chunks: counts.chunks,
    hidden: ledger.hidden,
    skipped: ledger.skipped,
    failed: ledger.failed,
    withheld: lastRun?.withheld ?? 0,
    pendingVectors,
    lastRun,
    freshness: { p50Seconds: null, p95Seconds: null },
  }
}

/** Never throws for a part that is down: it says so. */
export async function readHealth(parts: StatusParts, isSyncing: boolean): Promise<Health> {
  try {
    const sites = await readStatus(parts)
    return toHealth(sites, isSyncing)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const sync = { isRunning: isSyncing, lastStartedAt: null, lastOutcome: null, pendingVectors: 0 }
    return { status: 'down', database: 'down', cache: 'ok', embedder: 'ok', sync, notes: [error.message] }
  }
}

function toHealth(sites: readonly SiteStatus[], isRunning: boolean): Health {
  const runs = sites.flatMap((site) => site.lastRun ?? []).sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
  const [last] = runs
  const isWhole = runs.every((run) => run.outcome === 'done')
  return {
    status: isWhole ? 'ok' : 'degraded',
    database: 'ok',
    cache: 'ok',
    embedder: 'ok',
    sync: {
      isRunning,
      lastStartedAt: last?.startedAt ?? null,
      lastOutcome: last?.outcome ?? null,
      pendingVectors: sites.reduce((sum, site) => sum + site.pendingVectors, 0),
    },
    notes: runs
      .filter((run) => run.outcome !== 'done')
      .flatMap((run) => run.notes.map((note) => `${run.site}: ${note}`)),
  }
}
