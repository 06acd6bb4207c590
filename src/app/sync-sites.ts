/** Runs the sync for one site or all of them, and what has to be done once after. */
import type { SyncRequest } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { AppError, messageOf } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { getSite, type StoredSite } from '../store/sites.ts'
import { ensureVectorIndex, refreshStatistics } from '../store/vector-index.ts'
import { countPending, pruneEmbeddings, type Space } from '../store/vectors.ts'
import { embedPending } from '../sync/embed-pending.ts'
import { newReport } from '../sync/report.ts'
import { syncSite } from '../sync/run.ts'
import type { Progress, SyncReport } from '../types.ts'
import { openWordpress } from '../wordpress/client.ts'
import { openHttpFor } from './open.ts'
import { credentialsOf, keepConfiguredSites } from './sites.ts'

/** What passages aim at; measured on three sets of questions, see docs/decisions. */
const TARGET_TOKENS = 300
/** From this many changed documents on, the planner is told. */
const MANY = 50

export interface SyncPartsOfApp {
  db: Db
  config: Config
  embedder: Embedder
  space: Space
}

/** @throws AppError when no site at all could be synced; a site that failed beside others is in the reports. */
export async function syncSites(parts: SyncPartsOfApp, request: SyncRequest): Promise<SyncReport[]> {
  const sites = await sitesOf(parts, request)
  const reports: SyncReport[] = []
  const errors: unknown[] = []
  for (const site of sites) {
    if (request.signal.aborted && reports.length > 0) break
    try {
      reports.push(await syncOne(parts, request, site))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      errors.push(error)
      const failed = newReport(site.name, 'sync', new Date())
      reports.push({ ...failed, outcome: 'failed', notes: [messageOf(error)] })
    }
  }
  if (errors.length === sites.length) throw errors[0]
  if (!request.isDryRun) await tidyUp(parts, reports)
  return reports
}

async function sitesOf({ db, config }: SyncPartsOfApp, request: SyncRequest): Promise<StoredSite[]> {
  const sites = await keepConfiguredSites(db, config, request.signal)
  if (request.site !== undefined) return [await getSite(db, request.site)]
  if (sites.length > 0) return sites
  throw new AppError(
    'invalid_config',
    'There is no site to sync. Set WP_URL, or run "askpress sites add https://example.com".',
  )
}

async function syncOne(parts: SyncPartsOfApp, request: SyncRequest, site: StoredSite): Promise<SyncReport> {
  const { db, config, embedder, space } = parts
  const http = openHttpFor([site.url, site.apiRoot])
  try {
    const wordpress = openWordpress({
      http,
      apiRoot: site.apiRoot,
      credentials: credentialsOf(config),
      signal: request.signal,
    })
    const chunking = {
      targetTokens: Math.min(TARGET_TOKENS, config.chunks.maxTokens),
      maxTokens: config.chunks.maxTokens,
      overlapTokens: config.chunks.overlapTokens,
    }
    const onProgress = (progress: Progress) => request.onProgress(site.name, progress)
    const now = () => new Date()
    return await syncSite({ db, site, wordpress, embedder, space, chunking, now }, { ...request, onProgress })
  } finally {
    await http.close()
  }
}

async function tidyUp({ db, space }: SyncPartsOfApp, reports: readonly SyncReport[]): Promise<void> {
  const changed = reports.reduce((sum, report) => sum + report.added + report.updated + report.removed, 0)
  if (changed >= MANY) await refreshStatistics(db)
  if (changed > 0) await ensureVectorIndex(db, space)
  await pruneEmbeddings(db)
}

/**
 * Gives the passages that wait for them their vectors: all of the built-in embedder's, and what a remote one that was
 * away left behind.
 *
 * @throws AppError as the embedder does; keyword search is not touched by it.
 */
export async function embedWaiting(
  { db, embedder, space }: SyncPartsOfApp,
  options: { signal: AbortSignal; onProgress(progress: Progress): void },
): Promise<void> {
  const waiting = await countPending(db, space.id, embedder.languages)
  const total = [...waiting.values()].reduce((sum, count) => sum + count, 0)
  if (total > 0) await embedPending({ db, embedder, space, total, ...options })
}
