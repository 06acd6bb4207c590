/** Lists a site, page by page, and finds what differs from the index. Bodies are not read here. */
import { AppError, messageOf } from '../errors.ts'
import { findDifferences } from '../store/differences.ts'
import type { DocumentStatus } from '../store/documents.ts'
import { findListedIds, saveListing } from '../store/listings.ts'
import type { Writer } from '../store/runs.ts'
import { saveHidden } from '../store/withdraw.ts'
import type { Listed, SyncReport } from '../types.ts'
import type { PostType } from '../wordpress/post-types.ts'
import type { SyncOptions, SyncParts } from './parts.ts'
import { runOfType } from './report.ts'

export interface Listing {
  /** Posts whose body has to be fetched, by type. */
  toRead: { type: PostType; wpIds: number[] }[]
  /** Types of which every post was seen: only in these may a post be missing. */
  complete: { type: PostType; isEmpty: boolean }[]
}

export interface ListRun {
  types: readonly PostType[]
  report: SyncReport
  writer: Writer
  /** Posts that came with parts missing: said at the end. */
  incomplete: Set<number>
  /** Makes sure, once in a run, that the site which answers is the one we know. @throws AppError when it is not. */
  confirmSite(): Promise<void>
}

/**
 * One type that cannot be listed does not stop the others, and what it did show is read all the same. When no type
 * shows anything, the first error is thrown.
 */
export async function listSite(parts: SyncParts, options: SyncOptions, run: ListRun): Promise<Listing> {
  const { report } = run
  const listing: Listing = { toRead: [], complete: [] }
  const errors: unknown[] = []
  let shown = 0
  const counts = new Map<string, { done: number; total: number | null }>()
  for (const type of run.types) {
    options.signal.throwIfAborted()
    const wpIds: number[] = []
    let newest = ''
    const onPage = async (listed: Listed[], done: number, total: number | null) => {
      options.signal.throwIfAborted()
      report.listed += listed.length
      runOfType(report, type.name).listed += listed.length
      shown += listed.length
      newest = listed.reduce((last, { modifiedGmt }) => (modifiedGmt > last ? modifiedGmt : last), newest)
      const differing = await compare(parts, options, { ...run, type, listed })
      wpIds.push(...differing.wpIds)
      counts.set(type.name, { done, total })
      options.onProgress({ phase: 'list', ...sum([...counts.values()], run.types.length) })
    }
    try {
      const known = await findListedIds(parts.db, parts.site.id, type.name)
      const sweep = await parts.wordpress.sweep(type, onPage, known)
      if (sweep.isComplete) {
        listing.complete.push({ type, isEmpty: sweep.count === 0 })
        const total = sweep.total ?? sweep.count
        const state = { total, dropped: total - sweep.count, newest }
        if (!options.isDryRun) await saveListing(parts.db, parts.site.id, type.name, state)
      } else
        report.notes.push(`The listing of ${type.name} is not complete (${sweep.reason}): nothing of it is removed.`)
    } catch (error) {
      if (endsRun(error, options)) throw error
      errors.push(error)
      report.notes.push(`${type.name}: ${messageOf(error)}`)
    }
    listing.toRead.push({ type, wpIds })
  }
  if (shown === 0 && errors.length > 0 && errors.length === run.types.length) throw errors[0]
  return listing
}

/** Not about one type: the run was stopped, or another site answers. */
export function endsRun(error: unknown, { signal }: SyncOptions): boolean {
  return signal.aborted || (error instanceof AppError && error.code === 'identity_changed')
}

export interface Differing {
  /** To read. A protected post is not one of them: it has no body for us, and is hidden right here. */
  wpIds: number[]
  /** Not counted as listed until now, protected or not. */
  newIds: number[]
}

interface Compared extends Omit<ListRun, 'types'> {
  type: PostType
  listed: Listed[]
}

export async function compare(parts: SyncParts, options: SyncOptions, run: Compared): Promise<Differing> {
  const { db, site } = parts
  const { listed, report } = run
  const differences = await findDifferences(db, site.id, listed, options.isDryRun ? null : report.startedAt)
  // Another site at this address shows posts that differ from ours.
  if (differences.length > 0) await run.confirmSite()
  const differing = new Map(differences.map(({ wpId, status }) => [wpId, status]))
  const hidden = listed.filter((post) => post.isProtected && differing.has(post.wpId))
  if (!options.isDryRun) await hide(parts, run, { hidden, differing })
  const open = listed.filter((post) => !post.isProtected && (options.mode === 'full' || differing.has(post.wpId)))
  const newIds = differences.filter(({ status }) => status === null || status === 'deleted').map(({ wpId }) => wpId)
  return { wpIds: open.map((post) => post.wpId), newIds }
}

/** A listing out of a cache may show a password that is gone: a post that is found now goes unless that is disproved. */
async function hide(
  { db, wordpress }: SyncParts,
  { type, report, writer }: Compared,
  { hidden, differing }: { hidden: Listed[]; differing: ReadonlyMap<number, DocumentStatus | null> },
): Promise<void> {
  const found = hidden.map(({ wpId }) => wpId).filter((wpId) => differing.get(wpId) === 'active')
  const evidence = await wordpress.findEvidence(type, found)
  const sure = hidden.filter(({ wpId }) => ['not_public', 'unknown'].includes(evidence.get(wpId) ?? 'unknown'))
  await saveHidden(db, writer, sure, report.startedAt)
}

/** The total is unknown until each type has told its own. */
function sum(counts: { done: number; total: number | null }[], types: number): { done: number; total: number | null } {
  const done = counts.reduce((all, count) => all + count.done, 0)
  const isKnown = counts.length === types && counts.every((count) => count.total !== null)
  return { done, total: isKnown ? counts.reduce((all, count) => all + (count.total ?? 0), 0) : null }
}
