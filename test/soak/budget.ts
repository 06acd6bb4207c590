/** How many posts a run may let go, counted again from the rows before and after it. */
import type { Index, IndexRow } from './read-index.ts'
import type { SiteModel } from './site-model.ts'

const DAY_MS = 24 * 3_600_000

/** More than the rule allows is a sentence; null when all is well. */
export function overspent(before: Index, after: Index, clock: number): string | null {
  const gone = [...after.values()].filter((row) => isNewlyGone(row, before.get(row.wpId)))
  const fresh = gone.filter((row) => !isAgreed(before.get(row.wpId), clock))
  const { most } = budgetOf(before, after)
  return fresh.length > most ? `${fresh.length} posts were let go, with a budget of ${most}` : null
}

/**
 * After an undisturbed sweep: those that are gone from the site and still held must be more than the budget, or the last
 * ones of their type.
 */
export function heldTooLong(
  before: Index,
  after: Index,
  { model, clock }: { model: SiteModel; clock: number },
): string[] {
  const there = new Set(model.site.posts.map(({ id }) => id))
  const listedTypes = new Set(model.site.posts.filter(({ status }) => status === 'publish').map(({ type }) => type))
  const held = [...after.values()].filter((row) => row.status !== 'deleted' && !there.has(row.wpId))
  const gone = [...after.values()].filter((row) => isNewlyGone(row, before.get(row.wpId)))
  const spent = gone.filter((row) => !isAgreed(before.get(row.wpId), clock)).length
  const isSpent = spent >= budgetOf(before, after).least
  const unexplained = held.filter(
    (row) => isAgreed(before.get(row.wpId), clock) || !(isSpent || !listedTypes.has(typeOf(row))),
  )
  return unexplained.map(({ wpId }) => `post ${wpId} is gone from the site and still held`)
}

/** A share of the index in the middle of the run, which has seen some posts come and others go by then. */
function budgetOf(before: Index, after: Index): { least: number; most: number } {
  // A post that came back has cost nothing.
  const lastDay = [...before.values()].filter(
    ({ wpId, deletedHours }) => deletedHours !== null && deletedHours < 24 && after.get(wpId)?.status === 'deleted',
  ).length
  const [then, now] = [activeIds(before), activeIds(after)]
  const of = (active: number) => Math.max(0, Math.max(10, Math.floor((active + lastDay) * 0.1)) - lastDay)
  return { least: of(then.intersection(now).size), most: of(then.union(now).size) }
}

function activeIds(index: Index): Set<number> {
  return new Set([...index.values()].filter(({ status }) => status === 'active').map(({ wpId }) => wpId))
}

function isNewlyGone(row: IndexRow, before: IndexRow | undefined): boolean {
  return row.status === 'deleted' && row.reason === 'gone' && before?.status !== 'deleted'
}

/** Two complete listings lacked it before this run, the first of them a day ago. */
function isAgreed(before: IndexRow | undefined, clock: number): boolean {
  if (!before?.missingSince || before.sweeps < 2) return false
  return clock - before.missingSince.getTime() >= DAY_MS
}

function typeOf({ type }: IndexRow): 'post' | 'page' {
  return type === 'page' ? 'page' : 'post'
}
