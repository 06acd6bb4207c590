/**
 * What is in the index and not in the listing: proven missing, post by post, before it is taken out.
 *
 * A listing alone removes nothing, because a listing can lie (caches, plugins, outages). What cannot be proven, or is
 * more than a day's budget, is withheld and reported.
 */
import { findMissing, withdrawDocuments } from '../store/documents.ts'
import { countIndex } from '../store/ledger.ts'
import type { SyncReport } from '../types.ts'
import type { Evidence } from '../wordpress/evidence.ts'
import type { PostType } from '../wordpress/post-types.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

/** Removals a day that need no confirmation: this many, or this share of the index, whichever is more. */
const BUDGET = 10
const BUDGET_SHARE = 0.1
/** Of the posts asked one by one, this share must be proven gone for those asked only together to count as gone. */
const SAMPLE_PROVEN = 0.95

interface Run {
  /** Types whose listing was complete. */
  types: readonly PostType[]
  report: SyncReport
  /** Only these ids; left out, all that the listing lacks. */
  only?: readonly number[]
}

export async function proveMissing(parts: SyncParts, options: SyncOptions, run: Run): Promise<void> {
  const { db, site, wordpress } = parts
  const { report } = run
  let budget = options.approveDeletions ?? (await leftOfBudget(parts))
  let withheld = 0
  for (const type of run.types) {
    options.signal.throwIfAborted()
    const missing = await findMissing(db, site.id, [type.name], report.startedAt)
    const suspects = run.only ? missing.filter((wpId) => run.only?.includes(wpId)) : missing
    if (suspects.length === 0) continue
    options.onProgress({ phase: 'prove', done: 0, total: suspects.length })
    const removable = judge(await wordpress.findEvidence(type, suspects), budget)
    budget -= removable.length
    for (const reason of ['gone', 'not_public'] as const) {
      const wpIds = removable.filter((verdict) => verdict.reason === reason).map((verdict) => verdict.wpId)
      await withdrawDocuments(db, site.id, wpIds, { status: 'deleted', reason })
    }
    report.removed += removable.length
    withheld += suspects.length - removable.length
    options.onProgress({ phase: 'prove', done: suspects.length, total: suspects.length })
  }
  // What an empty listing withheld has a note of its own.
  report.withheld += withheld
  if (withheld > 0) report.notes.push(withheldNote(report.withheld))
}

/** Which suspects may go now, at most `budget`. Pure. */
export function judge(
  evidence: ReadonlyMap<number, Evidence>,
  budget: number,
): { wpId: number; reason: 'gone' | 'not_public' }[] {
  const verdicts = [...evidence]
  const proven = verdicts.flatMap(([wpId, verdict]) =>
    verdict === 'gone' || verdict === 'not_public' ? [{ wpId, reason: verdict }] : [],
  )
  const absent = verdicts
    .filter(([, verdict]) => verdict === 'absent')
    .map(([wpId]) => ({ wpId, reason: 'gone' as const }))
  const asked = verdicts.length - absent.length
  const isAnyAlive = verdicts.some(([, verdict]) => verdict === 'alive')
  const isSampleGood = asked > 0 && !isAnyAlive && proven.length >= asked * SAMPLE_PROVEN
  // A sample speaks for the rest only while all of them fit the budget; beyond it each must be proven by itself.
  const isWithin = proven.length + absent.length <= budget
  return [...proven, ...(isSampleGood && isWithin ? absent : [])].slice(0, budget)
}

async function leftOfBudget({ db, site }: SyncParts): Promise<number> {
  const { indexed, deletedLastDay } = await countIndex(db, site.id)
  const allowed = Math.max(BUDGET, Math.floor((indexed + deletedLastDay) * BUDGET_SHARE))
  return Math.max(0, allowed - deletedLastDay)
}

function withheldNote(withheld: number): string {
  return (
    `${withheld} posts are no longer listed and were kept: more than a day's budget, or not proven gone one by one. ` +
    `If they really are gone, run "askpress sync --approve-deletions ${withheld}".`
  )
}
