/** Brings the index level with one WordPress site. Top to bottom, this is the whole sync. */
import { messageOf } from '../errors.ts'
import { countLedger } from '../store/ledger.ts'
import { saveRun } from '../store/runs.ts'
import type { Progress, RunKind, SyncReport } from '../types.ts'
import type { PostType } from '../wordpress/post-types.ts'
import { ingest } from './ingest.ts'
import { holdLease } from './lease.ts'
import { listSite } from './list.ts'
import type { SyncOptions, SyncParts } from './parts.ts'
import { proveMissing } from './prove.ts'
import { newReport } from './report.ts'

/**
 * One run. What fails for one post or one type is in the report, and so is an end before the end that was asked for;
 * what stops the run is thrown. Either way the report is kept, and nothing is ever removed because something failed.
 *
 * @throws AppError `conflict` while another run holds the site; `upstream` when the site cannot be read at all.
 */
export async function syncSite(parts: SyncParts, options: SyncOptions): Promise<SyncReport> {
  const { db, site } = parts
  const lease = options.isDryRun ? null : await holdLease(db, site.id)
  const report = newReport(site.name, kindOf(options), parts.now())
  try {
    // Before anything is read or removed: a domain that was sold, or a staging copy in its place, is another site.
    await parts.wordpress.check(site.home)
    options.onProgress({ phase: 'discover', done: 1, total: 1 })
    const types = await parts.wordpress.resolveTypes(site.types)
    if (options.postIds.length > 0) await syncPosts(parts, options, { types, report })
    else await syncAll(parts, options, { types, report })
    report.outcome = isWhole(report) ? 'done' : 'partial'
    // Oddities that cost nothing: said, and no reason to call the run partial.
    report.notes.push(...parts.wordpress.notes)
  } catch (error) {
    report.outcome = options.signal.aborted ? 'partial' : 'failed'
    report.notes.push(
      options.signal.aborted
        ? 'Stopped before the end. What was read is kept; the next sync goes on.'
        : messageOf(error),
    )
    if (!options.signal.aborted) throw error
  } finally {
    report.ms = parts.now().getTime() - report.startedAt.getTime()
    report.requests = { ...parts.wordpress.requests }
    if (lease) {
      // Also when the run failed because the database did: then this fails too, and the first error is the one to tell.
      await saveRun(db, site.id, report).catch(() => {})
      await lease.release().catch(() => {})
    }
  }
  return report
}

interface Run {
  types: readonly PostType[]
  report: SyncReport
}

async function syncAll(parts: SyncParts, options: SyncOptions, { types, report }: Run): Promise<void> {
  const listing = await listSite(parts, options, { types, report })
  const total = listing.toRead.reduce((sum, { wpIds }) => sum + wpIds.length, 0)
  let before = 0
  for (const { type, wpIds } of listing.toRead) {
    // One bar for all types together.
    const onProgress = (progress: Progress) => options.onProgress({ ...progress, done: before + progress.done, total })
    await ingest(parts, { ...options, onProgress }, { type, wpIds, report })
    before += wpIds.length
  }
  if (options.isDryRun) return
  await proveMissing(parts, options, { types: listing.completeTypes, report })
  await balance(parts, report)
}

/** Named posts only. Their type is not known, so each type is asked; what none of them has is proven missing. */
async function syncPosts(parts: SyncParts, options: SyncOptions, { types, report }: Run): Promise<void> {
  let left: number[] = [...options.postIds]
  report.listed = left.length
  for (const type of types) {
    if (left.length > 0) left = await ingest(parts, options, { type, wpIds: left, report })
  }
  if (options.isDryRun) return
  await proveMissing(parts, options, { types, report, only: left })
}

/**
 * Counts again, from the rows, what the run counted as it went along. The two must agree:
 * listed = added + updated + unchanged + revived + hidden + skipped + failed.
 */
async function balance(parts: SyncParts, report: SyncReport): Promise<void> {
  const ledger = await countLedger(parts.db, parts.site.id, report.startedAt)
  report.hidden = ledger.hidden
  report.skipped = ledger.skipped
  report.failed = ledger.failed
  report.unchanged = ledger.active - report.added - report.updated - report.revived
  if (ledger.total === report.listed) return
  report.notes.push(
    `The site listed ${report.listed} posts and ${ledger.total} are accounted for. It changed while it was read; the next sync settles it.`,
  )
  report.failed['unaccounted'] = Math.abs(report.listed - ledger.total)
}

function isWhole(report: SyncReport): boolean {
  return report.withheld === 0 && Object.keys(report.failed).length === 0 && report.notes.length === 0
}

function kindOf(options: SyncOptions): RunKind {
  if (options.postIds.length > 0) return 'post'
  return options.isFull ? 'full' : 'sync'
}
