/**
 * The look every few minutes: the newest ends of the listings, three light requests while nothing happens.
 *
 * Compared with the stored rows for equality, never with a clock. What the ends cannot show (deletions, backdated
 * imports, many posts of one second) shows in the total or in a tie, and then that type is listed whole.
 */
import { countListed, findListing, type ListingState, saveListing } from '../store/listings.ts'
import type { PostType } from '../wordpress/post-types.ts'
import { compare, type Listing, type ListRun, listSite } from './list.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

/** A type this small is listed whole: three requests at most, and nothing can be missed. */
const SMALL = 300
/** Site time jumps by an hour at most, and a day by change of zone: an edit may sort that far below its place. */
const OVERLAP_MS = 26 * 3_600_000
/** More pages than this of new posts are a bulk edit: listing by id is cheaper and sure. */
const MAX_PAGES = 8

export async function probeSite(parts: SyncParts, options: SyncOptions, run: ListRun): Promise<Listing> {
  const whole: PostType[] = []
  const listing: Listing = { toRead: [], complete: [] }
  for (const type of run.types) {
    options.signal.throwIfAborted()
    const wpIds = await probeType(parts, options, { ...run, type })
    if (wpIds === null) whole.push(type)
    else listing.toRead.push({ type, wpIds })
  }
  if (whole.length === 0) return listing
  const listed = await listSite(parts, options, { ...run, types: whole })
  return { toRead: [...listing.toRead, ...listed.toRead], complete: listed.complete }
}

interface Probe extends ListRun {
  type: PostType
}

/** @returns Ids to read; null when the type has to be listed whole. */
async function probeType(parts: SyncParts, options: SyncOptions, probe: Probe): Promise<number[] | null> {
  const { db, site } = parts
  const { type } = probe
  const last = await findListing(db, site.id, type.name)
  const known = await countListed(db, site.id, type.name)
  if (!last || known <= SMALL) return null
  const edited = await probeEnd(parts, options, { ...probe, last, by: 'modified' })
  const published = edited && (await probeEnd(parts, options, { ...probe, last, by: 'date' }))
  if (!edited || !published || edited.total === null) return null

  const wpIds = [...new Set([...edited.wpIds, ...published.wpIds])]
  const added = new Set([...edited.newIds, ...published.newIds])
  // Somebody is gone, or came in without showing at either end.
  if (edited.total !== known + added.size + last.dropped) return null
  await saveListing(db, site.id, type.name, { ...last, total: edited.total, newest: edited.newest })
  return wpIds
}

interface End {
  wpIds: number[]
  /** Those never seen before. */
  newIds: number[]
  newest: string
  total: number | null
}

/** @returns Null when the end does not tell: too many differences, or a tie across two pages. */
async function probeEnd(
  parts: SyncParts,
  options: SyncOptions,
  probe: Probe & { last: ListingState; by: 'modified' | 'date' },
): Promise<End | null> {
  const { type, last, by } = probe
  const end: End = { wpIds: [], newIds: [], newest: '', total: null }
  let bottom = ''
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { rows, total } = await parts.wordpress.newest(type, { by, page })
    if (page === 1) Object.assign(end, { newest: rows[0]?.modifiedGmt ?? '', total })
    if (rows.length === 0) return end
    const differing = await compare(parts, options, { ...probe, listed: rows })
    end.wpIds.push(...differing.wpIds)
    end.newIds.push(...differing.newIds)
    // Posts of one second are sorted anew for every page, so some may have been passed over.
    const isTie = by === 'modified' && page > 1 && rows[0]?.modifiedGmt === bottom
    if (isTie && end.wpIds.length > 0) return null
    bottom = rows.at(-1)?.modifiedGmt ?? ''
    if (differing.wpIds.length > 0) continue
    const isUnmoved = end.newest === last.newest && total === last.total
    if (by === 'date' || isUnmoved || isFarBelow(bottom, last.newest)) return end
  }
  return null
}

function isFarBelow(modifiedGmt: string, newest: string): boolean {
  return Date.parse(`${newest}Z`) - Date.parse(`${modifiedGmt}Z`) > OVERLAP_MS
}
