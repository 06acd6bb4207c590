/**
 * Walks a whole listing so that no post is lost while people publish and delete at the same time.
 *
 * By id, ascending, and by offset: each page begins on the last row of the one before. A page without a row we have seen means
 * that rows were deleted in front of it and the rest moved up; then we go back until we stand on known ground. Where the next
 * page should begin is known from earlier listings, as on every quiet night, the row that both would share is saved.
 */
import type { Listed } from '../types.ts'
import { failure } from './failures.ts'
import { getListingPage, type ListingPage } from './listing.ts'
import type { PostType } from './post-types.ts'
import type { Session } from './session.ts'

export interface Sweep {
  /** Every post that was there all the while has been seen: what is missing may be asked for and proven gone. */
  isComplete: boolean
  /** What the site says there are; null when it does not tell. */
  total: number | null
  /** How many different posts came. May be less than `total`: WordPress counts posts it then leaves out by permission. */
  count: number
  /** Why not complete; null when it is. */
  reason: 'no_totals' | 'salvaged' | 'unordered' | null
}

export type OnPage = (listed: Listed[], done: number, total: number | null) => void | Promise<void>

/**
 * Holds two numbers per post for the walk; the rows go to `onPage` page by page, no post twice.
 *
 * @param known Ids that earlier listings showed, ascending. They make the walk shorter, and nothing else.
 * @throws AppError `upstream`, `params_ignored` after two requests when every page is the first one
 */
export async function sweepType(
  session: Session,
  type: PostType,
  onPage: OnPage,
  known: readonly number[] = [],
): Promise<Sweep> {
  const seen = new Set<number>()
  const walk = { isAscending: true, isSalvaged: false, total: null as number | null }
  const read = async (offset: number): Promise<ListingPage> => {
    const page = await getListingPage(session, type, offset)
    walk.isSalvaged ||= page.isSalvaged
    walk.isAscending &&= isAscending(page.rows)
    // Past its end a listing counts 0, which is not news.
    if (page.count > 0 || offset === 0) walk.total = page.total
    return page
  }

  let page = await read(0)
  const first = page
  const stride = () => Math.min(first.count, session.listSize.current)
  let rows = page.rows
  for (;;) {
    const fresh = takeNew(rows, seen)
    if (fresh.length > 0) await onPage(fresh, seen.size, walk.total)
    if (isLast(page, fresh)) break
    const { count, size, offset, total } = page
    const expected = count === size && fresh.length > 0 ? nextOf(known, page.rows.at(-1)?.wpId ?? 0) : null
    page = await read(expected === null ? nextOffset(page, fresh) : offset + count)
    if (page !== first && isSamePage(page, first)) throw failure('params_ignored', session.host)
    const isContinued = expected !== null && page.rows[0]?.wpId === expected && page.total === total
    rows = isContinued
      ? page.rows
      : await goBackToKnown(page, seen, { read, stride, first: expected === null ? null : 1 })
  }
  return closeSweep(walk, seen.size)
}

function takeNew(rows: Listed[], seen: Set<number>): Listed[] {
  return rows.filter(({ wpId }) => {
    const isNew = !seen.has(wpId)
    seen.add(wpId)
    return isNew
  })
}

/** By its own total only: that of another moment would call the end too early when posts go in between. */
function isLast({ offset, size, count, total }: ListingPage, fresh: Listed[]): boolean {
  if (total === null) return fresh.length === 0
  // Past the end the total is 0, and so it is on an empty site.
  if (offset + count >= total) return true
  return fresh.length === 0 && offset + size >= total
}

/**
 * Forward by what came, not by what was asked for: a host may cap the page without a word, and WordPress leaves out rows it
 * may not show. Either way pages overlap more and nothing is stepped over. Minus one: the row both pages share.
 */
function nextOffset(page: ListingPage, fresh: Listed[]): number {
  const step = fresh.length > 0 ? page.count - 1 : page.size - 1
  return page.offset + Math.max(1, step)
}

/** The first of these ascending ids that comes after one; null when there is none. */
function nextOf(ids: readonly number[], after: number): number | null {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? 0) > after) high = middle
    else low = middle + 1
  }
  return ids[low] ?? null
}

interface Reading {
  read: (offset: number) => Promise<ListingPage>
  /** How many rows a page brings now; may become less with each reading. */
  stride: () => number
  /** How far to go back first; null for half a page. */
  first: number | null
}

/** @returns the rows of the page, and of as many half pages before it as it takes to meet a row we know. */
async function goBackToKnown(page: ListingPage, seen: ReadonlySet<number>, reading: Reading): Promise<Listed[]> {
  let rows = page.rows
  let window = page
  let first = reading.first
  while (window.offset > 0 && !window.rows.some(({ wpId }) => seen.has(wpId))) {
    const step = first ?? Math.max(1, Math.floor(reading.stride() / 2))
    first = null
    const before = await reading.read(Math.max(0, window.offset - step))
    // The site could only give less than that: the two would not meet. Again, with a smaller step.
    if (before.size < step) continue
    rows = [...before.rows, ...rows]
    window = before
  }
  return rows
}

/** Another offset gave the very same page: our query string does not arrive. */
function isSamePage(page: ListingPage, first: ListingPage): boolean {
  return page.count > 0 && ids(page) === ids(first)
}

function ids(page: ListingPage): string {
  return page.rows.map(({ wpId }) => wpId).join()
}

function isAscending(rows: Listed[]): boolean {
  return rows.every(({ wpId }, at) => wpId > (rows[at - 1]?.wpId ?? 0))
}

function closeSweep(walk: { isAscending: boolean; isSalvaged: boolean; total: number | null }, count: number): Sweep {
  const { total } = walk
  // In another order a page boundary proves nothing; then only the count can.
  const isOrdered = walk.isAscending || count === total
  const reason = walk.isSalvaged ? 'salvaged' : total === null ? 'no_totals' : isOrdered ? null : 'unordered'
  return { isComplete: reason === null, total, count, reason }
}
