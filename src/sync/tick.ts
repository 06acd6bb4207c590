/**
 * The look every few minutes: the newest ends of the listings, three light requests while nothing happens.
 *
 * Compared with the stored rows for equality, never with a clock. What the ends cannot show (deletions, backdated
 * imports, many posts of one second) shows in the total or in a tie, and then that type is listed whole. Names of
 * authors and terms are looked at in turn with the end by date, which shows nothing that the total does not, unless as
 * many posts went as came.
 */
import { messageOf } from '../errors.ts'
import { countListed, findListing, type ListingState, saveListing } from '../store/listings.ts'
import type { PostType } from '../wordpress/post-types.ts'
import { compare, endsRun, type Listing, type ListRun, listSite } from './list.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

/** A type this small is listed whole: three requests at most, and nothing can be missed. */
const SMALL = 300
/** Site time jumps by an hour at most, and a day by change of zone: an edit may sort that far below its place. */
const OVERLAP_MS = 26 * 3_600_000
/** More pages than this of new posts are a bulk edit: listing by id is cheaper and sure. */
const MAX_PAGES = 8

/**
 * A type that cannot be looked at does not stop the others, and what it did show is read all the same. When no type
 * shows anything, the first error is thrown.
 */
export async function probeSite(parts: SyncParts, options: SyncOptions, run: TickRun): Promise<Probed> {
  const toRead = run.types.map((type) => ({ type, wpIds: new Set<number>() }))
  const whole: PostType[] = []
  const small = new Set<PostType>()
  const failed: { error: unknown; types: number }[] = []
  for (const { type, wpIds } of toRead) {
    options.signal.throwIfAborted()
    const isSmall = () => small.add(type)
    const isTold = await probeType(parts, options, { ...run, type, found: wpIds, isSmall }).catch((error: unknown) => {
      if (endsRun(error, options)) throw error
      failed.push({ error, types: 1 })
      run.report.notes.push(`${type.name}: ${messageOf(error)}`)
      return true
    })
    if (!isTold) whole.push(type)
  }
  const listed = await listWhole(parts, options, { ...run, types: whole }).catch((error: unknown) => {
    if (endsRun(error, options)) throw error
    failed.push({ error, types: whole.length })
    return NOTHING
  })
  for (const { type, wpIds } of listed.toRead) {
    for (const wpId of wpIds) toRead.find((each) => each.type === type)?.wpIds.add(wpId)
  }
  const [first] = failed
  const isAll = failed.reduce((sum, { types }) => sum + types, 0) === run.types.length
  if (first && isAll && toRead.every(({ wpIds }) => wpIds.size === 0)) throw first.error
  return {
    toRead: toRead.map(({ type, wpIds }) => ({ type, wpIds: [...wpIds] })),
    complete: listed.complete,
    isSmall: small.size === run.types.length,
  }
}

export interface TickRun extends ListRun {
  /** This tick looks at names rather than at the end by date. */
  isNamesTurn: boolean
}

export interface Probed extends Listing {
  /** Every type was listed whole because it is small. */
  isSmall: boolean
}

const NOTHING: Listing = { toRead: [], complete: [] }

async function listWhole(parts: SyncParts, options: SyncOptions, run: ListRun): Promise<Listing> {
  return run.types.length === 0 ? NOTHING : listSite(parts, options, run)
}

interface Probe extends TickRun {
  type: PostType
  isSmall(): void
  /** Takes the ids to read, also when the rest fails. */
  found: Set<number>
}

/** @returns False when the type has to be listed whole. */
async function probeType(parts: SyncParts, options: SyncOptions, probe: Probe): Promise<boolean> {
  const { db, site } = parts
  const { type } = probe
  const last = await findListing(db, site.id, type.name)
  const known = await countListed(db, site.id, type.name)
  if (known <= SMALL) probe.isSmall()
  if (!last || known <= SMALL) return false
  const edited = await probeEnd(parts, options, { ...probe, last, by: 'modified' })
  if (!edited || edited.total === null) return false
  const isTotal = (newIds: Iterable<number>) => edited.total === known + new Set(newIds).size + last.dropped
  if (!probe.isNamesTurn || !isTotal(edited.newIds)) {
    const published = await probeEnd(parts, options, { ...probe, last, by: 'date' })
    // Somebody is gone, or came in without showing at either end.
    if (!published || !isTotal([...edited.newIds, ...published.newIds])) return false
  }
  await saveListing(db, site.id, type.name, { ...last, total: edited.total, newest: edited.newest })
  return true
}

interface End {
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
  const { type, last, by, found } = probe
  const end: End = { newIds: [], newest: '', total: null }
  let bottom = ''
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { rows, total } = await parts.wordpress.newest(type, { by, page })
    if (page === 1) Object.assign(end, { newest: rows[0]?.modifiedGmt ?? '', total })
    if (rows.length === 0) return end
    const differing = await compare(parts, options, { ...probe, listed: rows })
    for (const wpId of differing.wpIds) found.add(wpId)
    end.newIds.push(...differing.newIds)
    // Posts of one second are sorted anew for every page, so some may have been passed over.
    const isTie = by === 'modified' && page > 1 && rows[0]?.modifiedGmt === bottom
    if (isTie && found.size > 0) return null
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
