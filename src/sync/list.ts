/** Lists a site, page by page, and finds what differs from the index. Bodies are not read here. */
import { messageOf } from '../errors.ts'
import { findDifferences, saveHidden } from '../store/documents.ts'
import { saveListing } from '../store/listings.ts'
import type { Writer } from '../store/runs.ts'
import type { Listed, SyncReport } from '../types.ts'
import type { PostType } from '../wordpress/post-types.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

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
}

/** One type that cannot be listed does not stop the others. When none can, the first error is thrown. */
export async function listSite(parts: SyncParts, options: SyncOptions, run: ListRun): Promise<Listing> {
  const { report } = run
  const listing: Listing = { toRead: [], complete: [] }
  const errors: unknown[] = []
  const counts = new Map<string, { done: number; total: number | null }>()
  for (const type of run.types) {
    options.signal.throwIfAborted()
    const wpIds: number[] = []
    let newest = ''
    const onPage = async (listed: Listed[], done: number, total: number | null) => {
      options.signal.throwIfAborted()
      report.listed += listed.length
      newest = listed.reduce((last, { modifiedGmt }) => (modifiedGmt > last ? modifiedGmt : last), newest)
      const differing = await compare(parts, options, { ...run, listed })
      wpIds.push(...differing.wpIds)
      counts.set(type.name, { done, total })
      options.onProgress({ phase: 'list', ...sum([...counts.values()], run.types.length) })
    }
    try {
      const sweep = await parts.wordpress.sweep(type, onPage)
      if (sweep.isComplete) {
        listing.complete.push({ type, isEmpty: sweep.count === 0 })
        const total = sweep.total ?? sweep.count
        const state = { total, dropped: total - sweep.count, newest }
        if (!options.isDryRun) await saveListing(parts.db, parts.site.id, type.name, state)
      } else
        report.notes.push(`The listing of ${type.name} is not complete (${sweep.reason}): nothing of it is removed.`)
    } catch (error) {
      options.signal.throwIfAborted()
      errors.push(error)
      report.notes.push(`${type.name}: ${messageOf(error)}`)
    }
    listing.toRead.push({ type, wpIds })
  }
  if (errors.length > 0 && errors.length === run.types.length) throw errors[0]
  return listing
}

export interface Differing {
  /** To read. A protected post is not one of them: it has no body for us, and is hidden right here. */
  wpIds: number[]
  /** Not counted as listed until now, protected or not. */
  newIds: number[]
}

export async function compare(
  { db, site }: SyncParts,
  options: SyncOptions,
  { listed, report, writer }: { listed: Listed[]; report: SyncReport; writer: Writer },
): Promise<Differing> {
  const differences = await findDifferences(db, site.id, listed, options.isDryRun ? null : report.startedAt)
  const differing = new Set(differences.map((difference) => difference.wpId))
  const hidden = listed.filter((post) => post.isProtected && differing.has(post.wpId))
  if (!options.isDryRun) await saveHidden(db, writer, hidden, report.startedAt)
  const open = listed.filter((post) => !post.isProtected && (options.mode === 'full' || differing.has(post.wpId)))
  const newIds = differences.filter(({ status }) => status === null || status === 'deleted').map(({ wpId }) => wpId)
  return { wpIds: open.map((post) => post.wpId), newIds }
}

/** The total is unknown until each type has told its own. */
function sum(counts: { done: number; total: number | null }[], types: number): { done: number; total: number | null } {
  const done = counts.reduce((all, count) => all + count.done, 0)
  const isKnown = counts.length === types && counts.every((count) => count.total !== null)
  return { done, total: isKnown ? counts.reduce((all, count) => all + (count.total ?? 0), 0) : null }
}
