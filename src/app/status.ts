/** The state of the index, for people (`status`, `GET /status`) and for machines (`GET /health`). */
import { AppError } from '../errors.ts'
import type { Health } from '../http/parts.ts'
import { countSiteCoverage } from '../store/coverage.ts'
import type { Db } from '../store/db.ts'
import { countIndex, countLedgers, emptyLedger, type Ledger, sumLedgers } from '../store/ledger.ts'
import { readFreshness, readListed } from '../store/listings.ts'
import { findRestored } from '../store/restored.ts'
import { findLastRun, isAnySiteHeld } from '../store/runs.ts'
import { listSites, type StoredSite } from '../store/sites.ts'
import { listSpaces } from '../store/spaces.ts'
import type { SiteStatus, SpaceStatus, TypeStatus } from '../types.ts'
import { describeChange, describeSpaces, toStatus } from './space-status.ts'
import type { SpaceParts } from './spaces.ts'

/** @param siteIds Only these; left out, all. */
export async function readStatus({ db }: Pick<SpaceParts, 'db'>, siteIds?: readonly number[]): Promise<SiteStatus[]> {
  const [spaces, coverages] = await Promise.all([listSpaces(db), countSiteCoverage(db)])
  const statuses: SiteStatus[] = []
  for (const site of await listSites(db)) {
    if (siteIds && !siteIds.includes(site.id)) continue
    const own = coverages.filter(({ siteId }) => siteId === site.id)
    const spacesOfSite = spaces.map((space) => toStatus(space, own))
    statuses.push(await readSite(db, site, spacesOfSite))
  }
  return statuses
}

async function readSite(db: Db, site: StoredSite, spaces: SpaceStatus[]): Promise<SiteStatus> {
  const [listed, ledgers, counts, lastRun, freshness] = await Promise.all([
    readListed(db, site.id),
    countLedgers(db, site.id),
    countIndex(db, site.id),
    findLastRun(db, site.id),
    readFreshness(db, site.id),
  ])
  const { hidden, skipped, failed, withheld } = sumLedgers(ledgers.values())
  const active = spaces.find(({ state }) => state === 'active')
  return {
    name: site.name,
    url: site.url,
    listed: listed.size > 0 ? [...listed.values()].reduce((sum, posts) => sum + posts, 0) : null,
    indexed: counts.indexed,
    chunks: counts.chunks,
    ...{ hidden, skipped, failed, withheld },
    types: byType(listed, ledgers),
    pendingVectors: active ? active.chunks - active.embedded - active.refused : 0,
    spaces,
    lastRun,
    freshness,
  }
}

function byType(listed: ReadonlyMap<string, number>, ledgers: ReadonlyMap<string, Ledger>): SiteStatus['types'] {
  const names = [...new Set([...listed.keys(), ...ledgers.keys()])].sort()
  const statuses = names.map((name): [string, TypeStatus] => {
    const { indexed, hidden, skipped, failed, withheld } = ledgers.get(name) ?? emptyLedger()
    return [name, { listed: listed.get(name) ?? null, indexed, hidden, skipped, failed, withheld }]
  })
  return Object.fromEntries(statuses)
}

/**
 * Never throws for a part that is down: it says so.
 *
 * @param isBusy This process has a job; what others do is in the database.
 */
export async function readHealth(parts: Pick<SpaceParts, 'db' | 'embedders'>, isBusy: boolean): Promise<Health> {
  try {
    const { db } = parts
    const [sites, spaces, restored, isHeld] = await Promise.all([
      readStatus(parts),
      describeSpaces(db),
      findRestored(db),
      isAnySiteHeld(db),
    ])
    return addRestored(addSpaces(toHealth(sites, isBusy || isHeld), spaces, parts), restored)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const sync = { isRunning: isBusy, lastStartedAt: null, lastOutcome: null, pendingVectors: 0 }
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

function addSpaces(
  health: Health,
  spaces: readonly SpaceStatus[],
  { embedders }: Pick<SpaceParts, 'embedders'>,
): Health {
  const active = spaces.find(({ state }) => state === 'active')
  const canAsk = !active || embedders.find(active) !== null
  const notes = [...health.notes, ...describeChange(spaces, { configured: embedders.configured, canAsk })]
  return canAsk ? { ...health, notes } : { ...health, status: 'degraded', embedder: 'degraded', notes }
}

function addRestored(health: Health, names: readonly string[]): Health {
  if (names.length === 0) return health
  const note = `The database came out of a backup: nothing is served before a sync has seen every post of ${names.join(', ')}.`
  return { ...health, status: 'degraded', notes: [...health.notes, note] }
}
