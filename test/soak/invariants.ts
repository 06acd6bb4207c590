/** What must hold of a run's cost and of what it sent to the embedder, whatever it met. */
import type { SyncReport } from '../../src/types.ts'
import type { FakeOpenAi } from '../openai/fake-openai.ts'
import type { SoakSync } from './plan.ts'

/** I5: every text is embedded once. A run that was cut off may have paid for texts it could not keep. */
export interface EmbeddingCount {
  texts: number
  /** Sent again by a run after one that was cut off. */
  again: number
  /** Counts what was sent since the last call. @returns what was sent twice without a reason. */
  take(isCutOff: boolean): string[]
}

export function countEmbeddings(provider: FakeOpenAi): EmbeddingCount {
  const sent = new Set<string>()
  const mayComeAgain = new Set<string>()
  const count: EmbeddingCount = {
    texts: 0,
    again: 0,
    take: (isCutOff) => {
      const wrong: string[] = []
      const answered = provider.requests.filter(({ fault }) => fault === null)
      for (const text of answered.flatMap(({ texts }) => texts)) {
        count.texts++
        if (sent.has(text)) {
          count.again++
          if (!mayComeAgain.delete(text)) wrong.push(`embedded again: ${text.slice(0, 60)}`)
        }
        sent.add(text)
        if (isCutOff) mayComeAgain.add(text)
      }
      provider.requests.length = 0
      return wrong
    },
  }
  return count
}

/**
 * I6: requests of an undisturbed run, by what it did.
 *
 * `listed` posts the site has, `read` bodies that were due, `suspects` posts that may have been asked about one by one.
 */
export function tooManyRequests(
  { requests }: SyncReport,
  { how, listed, read, suspects }: { how: SoakSync; listed: number; read: number; suspects: number },
): string[] {
  const types = 2
  // Who the site is, before and after; the listings in pages of 100 that overlap by one; in a tick both ends first.
  const sweep = types * (1 + Math.ceil(listed / 99))
  const ends = how.mode === 'tick' ? types * 2 * 8 : 0
  const names = read > 0 ? 3 : 0
  const proofs = suspects > 0 ? types * 2 * (Math.ceil(suspects / 100) + suspects) : 0
  const light = 2 + sweep + ends + names + proofs
  // Batches start at 20 and grow; the last of each type is short, and a single post asks every type.
  const heavy = types + Math.ceil(read / 20) + (how.postIds.length > 0 ? types : 0)
  const wrong: string[] = []
  if (requests.light > light) wrong.push(`${requests.light} light requests, at most ${light} are right`)
  if (requests.heavy > heavy) wrong.push(`${requests.heavy} heavy requests, at most ${heavy} are right`)
  return wrong
}

/** The ledger of an undisturbed run: every listed post has its place, and nothing failed. */
export function wrongLedger(report: SyncReport): string[] {
  const { listed, added, updated, unchanged, revived, hidden, skipped, failed, withheld, outcome, notes } = report
  const sum = added + updated + unchanged + revived + total(hidden) + total(skipped) + total(failed)
  if (report.kind !== 'post' && sum !== listed) return [`${listed} listed, ${sum} accounted for`]
  for (const [type, run] of Object.entries(report.types)) {
    const { hidden, skipped, failed } = run
    const ofType =
      run.added + run.updated + run.unchanged + run.revived + total(hidden) + total(skipped) + total(failed)
    if (ofType !== run.listed || run.unchanged < 0) return [`${type}: ${run.listed} listed, ${ofType} accounted for`]
  }
  if (total(failed) > 0) return [`failed: ${JSON.stringify(failed)}`]
  return withheld === 0 && outcome !== 'done' ? [`ended as ${outcome}: ${notes.join(' ')}`] : []
}

function total(reasons: Readonly<Record<string, number>>): number {
  return Object.values(reasons).reduce((sum, count) => sum + count, 0)
}
