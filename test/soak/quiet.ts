/** What must hold after a sync that nothing disturbed: the index is the site, at its price, and nothing is left to do. */
import { heldTooLong } from './budget.ts'
import { tooManyRequests, wrongLedger } from './invariants.ts'
import { plainSync, type SoakSync } from './plan.ts'
import { findWrongCounts, type Index, readIndex } from './read-index.ts'
import { isListed, type SiteModel } from './site-model.ts'
import type { Soak } from './soak.ts'
import type { SyncResult } from './soak-world.ts'

const HOUR_MS = 3_600_000

interface Quiet {
  how: SoakSync
  result: SyncResult
  before: Index
  after: Index
}

/** @returns sentences about what is wrong. */
export function checkQuiet(soak: Soak, { how, result, before, after }: Quiet): string[] {
  const { model, oracle, figures, world } = soak
  const { report, error } = result
  if (!report) return [`a quiet run threw: ${error}`]
  figures.removed += report.removed
  figures.withheld += report.withheld
  const isPost = how.postIds.length > 0
  const wrong = oracle.level(after, isPost ? new Set(how.postIds) : undefined)
  const suspects = [...before.values()].filter(({ status }) => status !== 'deleted').length - listedHeld(before, model)
  const listed = model.site.posts.filter(isListed).length
  const read =
    how.mode === 'full' ? listed : oracle.countDiffering(before) + (how.mode === 'nightly' ? rolling(before) : 0)
  const seen = { how, listed, read: isPost ? how.postIds.length : read, suspects: suspects + how.postIds.length }
  const costs = [
    ...tooManyRequests(report, { ...seen, suspects: seen.suspects + countDue(before) }),
    ...wrongLedger(report),
  ]
  if (how.mode !== 'tick' || isPost) {
    return [...wrong, ...costs, ...(isPost ? [] : heldTooLong(before, after, world))]
  }
  // A tick may miss what cancels out in the totals; the next sweep sees it.
  figures.ticks++
  if (wrong.length === 0) figures.levelTicks++
  return costs
}

function listedHeld(before: Index, model: SiteModel): number {
  return model.site.posts.filter((post) => isListed(post) && (before.get(post.id)?.status ?? 'deleted') !== 'deleted')
    .length
}

/** What a night reads again besides. */
function rolling(before: Index): number {
  return Math.max(20, Math.ceil(before.size / 14))
}

/** To be erased, and asked about once more before. */
function countDue(before: Index): number {
  return [...before.values()].filter(({ deletedHours }) => deletedHours !== null && deletedHours > 7 * 24).length
}

/** A day later: one sync makes the index what the site is, and a second one finds nothing to do. */
export async function settle(soak: Soak): Promise<string[]> {
  const { world, oracle } = soak
  await world.pass(25 * HOUR_MS)
  const before = await readIndex(world)
  const first = await world.sync({ ...plainSync, mode: 'full' })
  oracle.forget()
  await world.embedWaiting()
  const after = await readIndex(world)
  const wrong = [
    ...soak.embeddings.take(false),
    ...(first.error ? [`threw: ${first.error}`] : []),
    ...oracle.level(after),
    ...heldTooLong(before, after, world),
    ...[...after.values()].filter((row) => row.vectors < row.chunks).map(({ wpId }) => `post ${wpId} lacks vectors`),
    ...(await findWrongCounts(world)),
  ]
  await world.pass(60_000)
  const second = await world.sync(plainSync)
  const { added = -1, updated = -1, revived = -1, requests, embedded } = second.report ?? {}
  if (added + updated + revived !== 0 || requests?.heavy !== 0 || embedded?.texts !== 0) {
    wrong.push(`a second sync was not idle: ${JSON.stringify(second)}`)
  }
  return wrong
}
