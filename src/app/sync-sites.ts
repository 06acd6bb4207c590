/** Runs the sync for one site or all of them, and what has to be done once after. */
import type { SyncRequest } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { AppError, messageOf } from '../errors.ts'
import { pruneClaims } from '../store/claims.ts'
import { rememberNames } from '../store/names.ts'
import { pruneRuns } from '../store/runs.ts'
import { getSite, type StoredSite, saveSite } from '../store/sites.ts'
import { findActiveSpace } from '../store/spaces.ts'
import { pruneSpending } from '../store/spending.ts'
import { ensureVectorIndex, refreshStatistics } from '../store/vector-index.ts'
import { pruneEmbeddings } from '../store/vectors.ts'
import type { SyncMode } from '../sync/parts.ts'
import { newReport } from '../sync/report.ts'
import { syncSite } from '../sync/run.ts'
import { inSpan } from '../telemetry/spans.ts'
import type { Progress, RunKind, SyncReport } from '../types.ts'
import { openWordpress } from '../wordpress/client.ts'
import { openHttpFor } from './open.ts'
import { priceRun } from './price-run.ts'
import { credentialsOf, discover, keepConfiguredSites } from './sites.ts'
import { findWriting, type SpaceParts } from './spaces.ts'

/** What passages aim at; measured on three sets of questions, see docs/decisions. */
const TARGET_TOKENS = 300
/** From this many changed documents on, the planner is told. */
const MANY = 50

export interface SyncPartsOfApp extends SpaceParts {
  config: Config
}

export interface SyncSitesRequest extends SyncRequest {
  /** Left out: `full` or `sync`, as the request says. */
  mode?: SyncMode
}

/** @throws AppError when no site at all could be synced; a site that failed beside others is in the reports. */
export async function syncSites(parts: SyncPartsOfApp, request: SyncSitesRequest): Promise<SyncReport[]> {
  const sites = await sitesOf(parts, request)
  const reports: SyncReport[] = []
  const errors: unknown[] = []
  for (const site of sites) {
    if (request.signal.aborted && reports.length > 0) break
    const startedAt = new Date()
    try {
      reports.push(await traced(site, request, () => syncOne(parts, request, site)))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      errors.push(error)
      reports.push(failedReport(error, site, request, startedAt))
    }
  }
  if (errors.length === sites.length) throw errors[0]
  if (!request.isDryRun) await tidyUp(parts, reports)
  return reports
}

function failedReport(error: unknown, { name }: StoredSite, request: SyncSitesRequest, startedAt: Date): SyncReport {
  const ms = Date.now() - startedAt.getTime()
  return { ...newReport(name, kindOf(request), startedAt), outcome: 'failed', ms, notes: [messageOf(error)] }
}

function kindOf({ postIds, ...request }: SyncSitesRequest): RunKind {
  return postIds.length > 0 ? 'post' : modeOf(request)
}

function modeOf({ mode, isFull }: Pick<SyncSitesRequest, 'mode' | 'isFull'>): SyncMode {
  return mode ?? (isFull ? 'full' : 'sync')
}

function traced(site: StoredSite, request: SyncSitesRequest, run: () => Promise<SyncReport>): Promise<SyncReport> {
  const attributes = { 'askpress.site': site.name, 'askpress.kind': kindOf(request) }
  return inSpan('sync run', { attributes }, async (describe) => {
    const report = await run()
    const { outcome, listed, added, updated, removed, withheld } = report
    const facts = Object.entries({ outcome, listed, added, updated, removed, withheld })
    describe(Object.fromEntries(facts.map(([name, value]) => [`askpress.${name}`, value])))
    return report
  })
}

async function sitesOf({ db, config }: SyncPartsOfApp, request: SyncRequest): Promise<StoredSite[]> {
  const { site } = request
  // One that is kept needs no look at the others of WP_URL, which may be away.
  const kept = site === undefined ? null : await getSite(db, site).catch(() => null)
  if (kept) return [kept]
  const sites = await keepConfiguredSites(db, config, request.signal)
  if (site !== undefined) return [await getSite(db, site)]
  if (sites.length > 0) return sites
  throw new AppError(
    'invalid_config',
    'There is no site to sync. Set WP_URL, or run "askpress sites add https://example.com".',
  )
}

async function syncOne(parts: SyncPartsOfApp, request: SyncSitesRequest, site: StoredSite): Promise<SyncReport> {
  try {
    return await syncAt(parts, request, site)
  } catch (error) {
    const moved = await findMovedApi(parts, site, error)
    if (!moved) throw error
    return syncAt(parts, request, moved)
  }
}

const API_GONE = new Set(['rest_disabled', 'not_json', 'no_route'])

/** A change of permalinks moves the REST API of a site that is otherwise the same. */
async function findMovedApi(
  { db, config }: SyncPartsOfApp,
  site: StoredSite,
  error: unknown,
): Promise<StoredSite | null> {
  if (!(error instanceof AppError) || !API_GONE.has(error.code ?? '')) return null
  const found = await discover(config, site.url).catch(() => null)
  if (!found || found.apiRoot === site.apiRoot || found.home !== site.home) return null
  return saveSite(db, { ...site, apiRoot: found.apiRoot })
}

async function syncAt(parts: SyncPartsOfApp, request: SyncSitesRequest, site: StoredSite): Promise<SyncReport> {
  const { db, config } = parts
  const { embedder, space } = await findWriting(parts, site.id)
  const http = parts.watch.http(openHttpFor([site.url, site.apiRoot]), 'wordpress')
  try {
    const wordpress = openWordpress({
      http,
      apiRoot: site.apiRoot,
      credentials: credentialsOf(config),
      signal: request.signal,
      names: request.isDryRun ? undefined : rememberNames(db, site.id),
    })
    const chunking = {
      targetTokens: Math.min(TARGET_TOKENS, config.chunks.maxTokens),
      maxTokens: config.chunks.maxTokens,
      overlapTokens: config.chunks.overlapTokens,
    }
    const { purgeAfterDays } = config.sync
    const mode = modeOf(request)
    const onProgress = (progress: Progress) => request.onProgress(site.name, progress)
    const now = () => new Date()
    const report = await syncSite(
      { db, site, wordpress, embedder, space, chunking, purgeAfterDays, now, onEnd: parts.watch.noteRun },
      { ...request, mode, onProgress },
    )
    return request.isDryRun ? { ...report, costs: await priceRun(parts, { report, site, space, embedder }) } : report
  } finally {
    await http.close()
  }
}

async function tidyUp({ db }: SyncPartsOfApp, reports: readonly SyncReport[]): Promise<void> {
  const changed = reports.reduce((sum, report) => sum + report.added + report.updated + report.removed, 0)
  if (changed >= MANY) await refreshStatistics(db)
  const active = changed > 0 ? await findActiveSpace(db) : null
  if (active) await ensureVectorIndex(db, active)
  await pruneEmbeddings(db)
  await pruneClaims(db)
  await pruneRuns(db)
  await pruneSpending(db)
}
