/**
 * What is in the index and not in the listing: proven missing, post by post, before it is taken out.
 *
 * A listing alone removes nothing, because a listing can lie (caches, plugins, outages). What cannot be proven, or is
 * more than a day's budget, is withheld, reported, and applied once three complete listings over a day agree.
 */
import { countIndex } from '../store/ledger.ts'
import { countMissing, findMissing, type Missing } from '../store/missing.ts'
import type { Writer } from '../store/runs.ts'
import { withdrawDocuments } from '../store/withdraw.ts'
import type { SyncReport } from '../types.ts'
import type { Evidence } from '../wordpress/evidence.ts'
import type { PostType } from '../wordpress/post-types.ts'
import { type Case, judge } from './judge.ts'
import type { SyncOptions, SyncParts } from './parts.ts'
import { runOfType } from './report.ts'

/** Removals a day that need no confirmation: this many, or this share of the index, whichever is more. */
const BUDGET = 10
const BUDGET_SHARE = 0.1
const AGREEING_SWEEPS = 3
const AGREEING_MS = 24 * 3_600_000

export interface ProveRun {
  /** Types whose listing was complete. */
  complete: readonly { type: PostType; isEmpty: boolean }[]
  /** All types of the site: a post may have moved into one that could not be listed. */
  types: readonly PostType[]
  report: SyncReport
  writer: Writer
  /** Only these ids, asked for by name; left out, all that the listings lack. */
  only?: readonly number[]
}

export async function proveMissing(parts: SyncParts, options: SyncOptions, run: ProveRun): Promise<void> {
  const { db, site } = parts
  const { report, only } = run
  const names = run.complete.map(({ type }) => type.name)
  // Over all types at once: a post may have changed its type and stand in another listing, which the sweep has marked.
  const missing = only
    ? await findMissing(db, site.id, only, report.startedAt)
    : await countMissing(db, site.id, names, report.startedAt)
  if (missing.length === 0) return
  let budget = await budgetOf(parts, options, missing.length)
  for (const { type, isEmpty } of run.complete) {
    options.signal.throwIfAborted()
    const suspects = missing.filter((post) => post.type === type.name)
    if (suspects.length === 0) continue
    options.onProgress({ phase: 'prove', done: 0, total: suspects.length })
    const evidence = await parts.wordpress.findEvidence(
      type,
      suspects.map(({ wpId }) => wpId),
    )
    const isApproved = options.approveDeletions !== null && options.approveDeletions >= missing.length
    const verdicts = judge(
      suspects.map((post) => toCase(post, evidence, parts.now())),
      {
        budget,
        mayTrust: !isEmpty || isApproved,
      },
    )
    budget -= verdicts.spent
    const gone = await withoutMoved(parts, run, { type, gone: verdicts.gone })
    await remove(parts, run, { gone, notPublic: verdicts.notPublic })
    const removed = gone.length + verdicts.notPublic.length
    report.removed += removed
    report.withheld += suspects.length - removed
    const ofType = runOfType(report, type.name)
    ofType.removed += removed
    ofType.withheld += suspects.length - removed
    options.onProgress({ phase: 'prove', done: suspects.length, total: suspects.length })
  }
  if (report.withheld > 0) report.notes.push(withheldNote(report.withheld))
}

function toCase(post: Missing, evidence: ReadonlyMap<number, Evidence>, now: Date): Case {
  const isOld = now.getTime() - post.since.getTime() >= AGREEING_MS
  const verdict = evidence.get(post.wpId) ?? 'unknown'
  return { wpId: post.wpId, evidence: verdict, isAgreed: post.sweeps >= AGREEING_SWEEPS && isOld }
}

/** To its old type a post that became one of another type is gone: none goes that another type may have. */
async function withoutMoved(
  { wordpress }: SyncParts,
  { types }: ProveRun,
  { type, gone }: { type: PostType; gone: number[] },
): Promise<number[]> {
  let left = gone
  for (const other of types.filter(({ name }) => name !== type.name)) {
    if (left.length === 0) break
    const evidence = await wordpress.findEvidence(other, left)
    left = left.filter((wpId) => ['gone', 'absent', 'not_public'].includes(evidence.get(wpId) ?? 'unknown'))
  }
  return left
}

async function remove(
  { db, site, wordpress }: SyncParts,
  { writer }: ProveRun,
  { gone, notPublic }: { gone: number[]; notPublic: number[] },
): Promise<void> {
  if (gone.length + notPublic.length === 0) return
  // Once more, after the evidence: another site in the place of ours says of all our posts that they are gone.
  await wordpress.check(site.home)
  await withdrawDocuments(db, writer, notPublic, { status: 'deleted', reason: 'not_public' })
  await withdrawDocuments(db, writer, gone, { status: 'deleted', reason: 'gone' })
}

/** An approval is a ceiling: when more is missing than the operator saw, it counts for nothing. */
async function budgetOf({ db, site }: SyncParts, options: SyncOptions, missing: number): Promise<number> {
  const { approveDeletions } = options
  if (approveDeletions !== null && missing <= approveDeletions) return missing
  const { indexed, deletedLastDay } = await countIndex(db, site.id)
  const allowed = Math.max(BUDGET, Math.floor((indexed + deletedLastDay) * BUDGET_SHARE))
  return Math.max(0, allowed - deletedLastDay)
}

function withheldNote(withheld: number): string {
  const [posts, were, they] = withheld === 1 ? ['post is', 'was', 'it'] : ['posts are', 'were', 'they']
  return (
    `${withheld} ${posts} no longer listed and ${were} kept: more than a day's budget, or not proven gone. ` +
    `If ${they} should go now, run "askpress sync --approve-deletions ${withheld}".`
  )
}
