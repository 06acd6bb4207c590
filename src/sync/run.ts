/** Brings the index level with one WordPress site. Top to bottom, this is the whole sync. */
import { messageOf } from '../errors.ts'
import { countLedgers, emptyLedger, type Ledger, sumLedgers } from '../store/ledger.ts'
import { noteFreshness } from '../store/listings.ts'
import { findOldestRead } from '../store/missing.ts'
import { findNamesRun } from '../store/names.ts'
import { findOutdated } from '../store/outdated.ts'
import { settleRestored } from '../store/restored.ts'
import { findLastRun, saveRun } from '../store/runs.ts'
import type { Progress, RunKind, SyncReport, TypeRun } from '../types.ts'
import { ingest } from './ingest.ts'
import { holdLease } from './lease.ts'
import { type Listing, type ListRun, listSite } from './list.ts'
import { lookAtNames, type NamesLook } from './look-at-names.ts'
import type { SyncOptions, SyncParts } from './parts.ts'
import { pipelineVersionOf } from './prepare.ts'
import { proveMissing } from './prove.ts'
import { purge } from './purge.ts'
import { newReport, runOfType } from './report.ts'
import { probeSite } from './tick.ts'

/**
 * One run. What fails for one post or one type is in the report, and so is an end before the end that was asked for;
 * what stops the run is thrown. Either way the report is kept, and nothing is ever removed because something failed.
 *
 * @throws AppError `conflict` while another run holds the site; `upstream` when the site cannot be read at all.
 */
export async function syncSite(parts: SyncParts, options: SyncOptions): Promise<SyncReport> {
  const { db, site } = parts
  const previous = await findLastRun(db, site.id)
  // From here on nothing may fail outside of the block that gives it back.
  const lease = options.isDryRun ? null : await holdLease(db, site.id)
  const writer = lease?.writer ?? { siteId: site.id, fence: null }
  const incomplete = new Set<number>()
  const report = newReport(site.name, kindOf(options), parts.now())
  try {
    // Before anything is read or removed: a domain that was sold, or a staging copy in its place, is another site.
    const confirmSite = once(() => parts.wordpress.check(site.home))
    if (!mayTrustSite(options, previous, report.startedAt)) await confirmSite()
    options.onProgress({ phase: 'discover', done: 1, total: 1 })
    const types = await parts.wordpress.resolveTypes(site.types)
    const run = { types, report, writer, confirmSite, previous, incomplete }
    await (options.postIds.length > 0 ? syncPosts(parts, options, run) : syncAll(parts, options, run))
    report.outcome = isWhole(report) ? 'done' : 'partial'
    // Oddities that cost nothing: said, and no reason to call the run partial.
    report.notes.push(...parts.wordpress.notes, ...noteIncomplete(incomplete))
  } catch (error) {
    report.outcome = options.signal.aborted ? 'partial' : 'failed'
    report.notes.push(options.signal.aborted ? STOPPED : messageOf(error))
    if (!options.signal.aborted) throw error
  } finally {
    report.ms = parts.now().getTime() - report.startedAt.getTime()
    report.requests = { ...parts.wordpress.requests }
    parts.onEnd?.(report)
    if (lease) {
      // Also when the run failed because the database did: then this fails too, and the first error is the one to tell.
      await finish(parts, report, previous).catch(() => {})
      await lease.release().catch(() => {})
    }
  }
  return report
}

/** Most ids named in a note. */
const NAMED = 10

function noteIncomplete(wpIds: ReadonlySet<number>): string[] {
  if (wpIds.size === 0) return []
  const named = [...wpIds].slice(0, NAMED).join(', ')
  const posts = wpIds.size === 1 ? `Post ${named} came` : `${wpIds.size} posts came`
  const which = wpIds.size === 1 ? '' : `: ${named}${wpIds.size > NAMED ? ' and others' : ''}`
  return [
    `${posts} with the raw shortcodes of a page builder, so parts of the text are likely to be missing${which}. ` +
      'They are indexed as they came; the plugin that made them has to be active for the REST API as well.',
  ]
}

const STOPPED = 'Stopped before the end. What was read is kept; the next sync goes on.'
const HEALTHY_MS = 3_600_000

function once(work: () => Promise<unknown>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= work().then(() => {})
    return done
  }
}

/** A scheduled pass after a healthy run of the last hour asks who the site is only when it shows something new. */
function mayTrustSite({ mode, postIds }: SyncOptions, previous: SyncReport | null, now: Date): boolean {
  const isScheduled = mode === 'tick' || mode === 'nightly'
  if (!isScheduled || postIds.length > 0 || !previous || previous.outcome === 'failed') return false
  return now.getTime() - previous.startedAt.getTime() < HEALTHY_MS
}

async function finish({ db, site }: SyncParts, report: SyncReport, previous: SyncReport | null): Promise<void> {
  await saveRun(db, site.id, report)
  if (previous) await noteFreshness(db, site.id, { startedAt: report.startedAt, previousAt: previous.startedAt })
}

interface WholeRun extends ListRun {
  previous: SyncReport | null
}

async function syncAll(parts: SyncParts, options: SyncOptions, run: WholeRun): Promise<void> {
  const { report } = run
  const isTick = options.mode === 'tick'
  const listing = isTick ? await tick(parts, options, run) : await list(parts, options, run)
  const listed = options.mode === 'nightly' ? await withOldest(parts, listing) : listing.toRead
  const toRead = await withOutdated(parts, listed)
  await readAll(parts, options, { ...run, toRead })
  if (options.isDryRun) return
  await proveMissing(parts, options, { ...run, complete: listing.complete })
  if (!isTick) await purge(parts, options, { types: listing.complete.map(({ type }) => type), report })
  await balance(parts, report, { isTick })
  await settle(parts, run)
}

/** Of a site that came out of a backup nothing is served before a run has seen all of it: this may be the one. */
async function settle({ db }: SyncParts, { types, report, writer }: ListRun): Promise<void> {
  const names = types.map(({ name }) => name)
  const left = await settleRestored(db, writer, { types: names, startedAt: report.startedAt })
  if (!left) return
  const posts = left === 1 ? '1 post' : `${left} posts`
  report.notes.push(
    `The site came out of a backup and ${posts} of it were not listed now: nothing of it is served until they are, or have gone.`,
  )
}

/** Names are looked at with every tick where there is room for that in three requests, otherwise with every other. */
async function tick(parts: SyncParts, options: SyncOptions, run: WholeRun): Promise<Listing> {
  const looked = await findNamesRun(parts.db, parts.site.id)
  const isNamesTurn = looked?.getTime() !== run.previous?.startedAt.getTime()
  const probed = await probeSite(parts, options, { ...run, isNamesTurn })
  if (probed.isSmall) await lookAtNames(parts, options, { ...run, look: 'each' })
  else if (isNamesTurn) await lookAtNames(parts, options, { ...run, look: 'one' })
  return probed
}

const LOOKS: Record<'sync' | 'nightly' | 'full', NamesLook> = { sync: 'all', nightly: 'old', full: 'all' }

async function list(parts: SyncParts, options: SyncOptions, run: WholeRun): Promise<Listing> {
  const listing = await listSite(parts, options, run)
  if (options.mode !== 'tick') await lookAtNames(parts, options, { ...run, look: LOOKS[options.mode] })
  return listing
}

/** A fortnight of nights reads every body once, at least twenty a night. */
const OLDEST = { share: 1 / 14, least: 20 }

async function withOldest({ db, site }: SyncParts, { toRead }: Listing): Promise<Listing['toRead']> {
  const oldest = await findOldestRead(db, site.id, OLDEST)
  return toRead.map(({ type, wpIds }) => {
    const old = oldest.filter((post) => post.type === type.name).map((post) => post.wpId)
    return { type, wpIds: [...new Set([...wpIds, ...old])] }
  })
}

/** More bodies in one run than the site has changed; a site of 10,000 posts is through in four hours of ticks. */
const OUTDATED = 200

/** What an older version of the cleaner or the chunker made is read again, little by little. */
async function withOutdated({ db, site, chunking }: SyncParts, toRead: Listing['toRead']): Promise<Listing['toRead']> {
  const outdated = await findOutdated(db, site.id, pipelineVersionOf(chunking), OUTDATED)
  return toRead.map(({ type, wpIds }) => ({
    type,
    wpIds: [...new Set([...wpIds, ...(outdated.get(type.name) ?? [])])],
  }))
}

async function readAll(
  parts: SyncParts,
  options: SyncOptions,
  { toRead, ...run }: ListRun & { toRead: Listing['toRead'] },
): Promise<void> {
  const total = toRead.reduce((sum, { wpIds }) => sum + wpIds.length, 0)
  let before = 0
  for (const { type, wpIds } of toRead) {
    // One bar for all types together.
    const onProgress = (progress: Progress) => options.onProgress({ ...progress, done: before + progress.done, total })
    if (wpIds.length > 0) await ingest(parts, { ...options, onProgress }, { ...run, type, wpIds })
    before += wpIds.length
  }
}

/** Named posts only. Their type is not known, so each type is asked; what none of them has is proven missing. */
async function syncPosts(parts: SyncParts, options: SyncOptions, run: ListRun): Promise<void> {
  const { types, report } = run
  let left: number[] = [...options.postIds]
  report.listed = left.length
  for (const type of types) {
    if (left.length > 0) left = await ingest(parts, options, { ...run, type, wpIds: left })
  }
  if (options.isDryRun) return
  const complete = types.map((type) => ({ type, isEmpty: false }))
  await proveMissing(parts, options, { ...run, complete, only: left })
  const ledgers = await countLedgers(parts.db, parts.site.id, report.startedAt)
  for (const [name, ledger] of ledgers) {
    const ofType = runOfType(report, name)
    ofType.listed = ledger.total
    balanceType(ofType, ledger)
  }
}

/**
 * Counts again, from the rows, what the run counted as it went along. The two must agree, for each type:
 * listed = added + updated + unchanged + revived + hidden + skipped + failed.
 */
async function balance(parts: SyncParts, report: SyncReport, { isTick }: { isTick: boolean }): Promise<void> {
  // A tick lists only the ends; that the site's totals add up with the rows was its condition for going on.
  const ledgers = await countLedgers(parts.db, parts.site.id, isTick ? undefined : report.startedAt)
  let unaccounted = 0
  for (const name of new Set([...Object.keys(report.types), ...ledgers.keys()])) {
    const run = runOfType(report, name)
    const ledger = ledgers.get(name) ?? emptyLedger()
    if (isTick) run.listed = ledger.total
    unaccounted += balanceType(run, ledger)
  }
  const whole = sumLedgers(ledgers.values())
  if (isTick) report.listed = whole.total
  report.hidden = whole.hidden
  report.skipped = whole.skipped
  report.failed = whole.failed
  report.unchanged = whole.active - report.added - report.updated - report.revived
  if (unaccounted === 0) return
  report.notes.push(
    `The site listed ${report.listed} posts and ${whole.total} are accounted for. It changed while it was read; the next sync settles it.`,
  )
  report.failed['unaccounted'] = unaccounted
}

/** @returns how many posts the two counts differ by. */
function balanceType(run: TypeRun, { active, hidden, skipped, failed, total }: Ledger): number {
  const unaccounted = Math.abs(run.listed - total)
  Object.assign(run, { hidden, skipped, unchanged: active - run.added - run.updated - run.revived })
  run.failed = unaccounted > 0 ? { ...failed, unaccounted } : failed
  return unaccounted
}

function isWhole(report: SyncReport): boolean {
  return report.withheld === 0 && Object.keys(report.failed).length === 0 && report.notes.length === 0
}

function kindOf(options: SyncOptions): RunKind {
  if (options.postIds.length > 0) return 'post'
  return options.mode
}
