/** Lists a site, page by page, and finds what differs from the index. Bodies are not read here. */
import { messageOf } from '../errors.ts'
import { findDifferences, findMissing, saveHidden } from '../store/documents.ts'
import type { Listed, SyncReport } from '../types.ts'
import type { PostType } from '../wordpress/post-types.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

export interface Listing {
  /** Posts whose body has to be fetched, by type. */
  toRead: { type: PostType; wpIds: number[] }[]
  /** Types of which every post was seen: only in these may a post be missing. */
  completeTypes: PostType[]
}

interface Run {
  types: readonly PostType[]
  report: SyncReport
}

/** One type that cannot be listed does not stop the others. When none can, the first error is thrown. */
export async function listSite(parts: SyncParts, options: SyncOptions, { types, report }: Run): Promise<Listing> {
  const listing: Listing = { toRead: [], completeTypes: [] }
  const errors: unknown[] = []
  const counts = new Map<string, { done: number; total: number | null }>()
  for (const type of types) {
    options.signal.throwIfAborted()
    const wpIds: number[] = []
    const onPage = async (listed: Listed[], done: number, total: number | null) => {
      options.signal.throwIfAborted()
      report.listed += listed.length
      wpIds.push(...(await compare(parts, options, { listed, startedAt: report.startedAt })))
      counts.set(type.name, { done, total })
      options.onProgress({ phase: 'list', ...sum([...counts.values()]) })
    }
    try {
      const sweep = await parts.wordpress.sweep(type, onPage)
      if (sweep.isComplete && !(sweep.count === 0 && options.approveDeletions === null))
        listing.completeTypes.push(type)
      else if (sweep.isComplete) await noteEmpty(parts, { type, report })
      else report.notes.push(`The listing of ${type.name} is not complete (${sweep.reason}): nothing of it is removed.`)
    } catch (error) {
      options.signal.throwIfAborted()
      errors.push(error)
      report.notes.push(`${type.name}: ${messageOf(error)}`)
    }
    listing.toRead.push({ type, wpIds })
  }
  if (errors.length > 0 && errors.length === types.length) throw errors[0]
  return listing
}

/** An empty listing is what an outage looks like: of a type that has documents it removes nothing without approval. */
async function noteEmpty(
  { db, site }: SyncParts,
  { type, report }: { type: PostType; report: SyncReport },
): Promise<void> {
  const missing = await findMissing(db, site.id, [type.name], report.startedAt)
  if (missing.length === 0) return
  report.withheld += missing.length
  report.notes.push(
    `The site lists no ${type.name} at all, and ${missing.length} are in the index: kept. ` +
      `If they really are gone, run "askpress sync --approve-deletions ${missing.length}".`,
  )
}

/** @returns Ids to read. A protected post is not one of them: it has no body for us, and is hidden right here. */
async function compare(
  { db, site }: SyncParts,
  options: SyncOptions,
  { listed, startedAt }: { listed: Listed[]; startedAt: Date },
): Promise<number[]> {
  const differences = await findDifferences(db, site.id, listed, options.isDryRun ? null : startedAt)
  const differing = new Set(differences.map((difference) => difference.wpId))
  const hidden = listed.filter((post) => post.isProtected && differing.has(post.wpId))
  if (!options.isDryRun) await saveHidden(db, site.id, hidden, startedAt)
  const open = listed.filter((post) => !post.isProtected && (options.isFull || differing.has(post.wpId)))
  return open.map((post) => post.wpId)
}

function sum(counts: { done: number; total: number | null }[]): { done: number; total: number | null } {
  const done = counts.reduce((all, count) => all + count.done, 0)
  const total = counts.some((count) => count.total === null)
    ? null
    : counts.reduce((all, count) => all + (count.total ?? 0), 0)
  return { done, total }
}
