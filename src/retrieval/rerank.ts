/** The best of a search put into a better order by a reranker, where there is one and it answers in time. */
import { AppError } from '../errors.ts'
import type { Reranker } from '../rerank/reranker.ts'
import type { Db } from '../store/db.ts'
import { getHits, type StoredHit } from '../store/hits.ts'
import type { RunStage } from '../telemetry/stages.ts'
import { blend } from './blend.ts'
import type { Fused } from './fuse.ts'

/** Of the list: what stands behind them is hardly ever the answer, and every one costs the reranker time. */
const BEST = 50

export interface RerankParts {
  /** The primary: a text that was withdrawn is sent to nobody. */
  db: Db
  reranker: Reranker
  runStage: RunStage
}

/** @param fused Best first. The same list comes back when the reranker fails: a search is whole without it. */
export async function rerank(
  { db, reranker, runStage }: RerankParts,
  question: string,
  fused: readonly Fused[],
  signal?: AbortSignal,
): Promise<readonly Fused[]> {
  if (fused.length < 2 || reranker.isAway()) return fused
  const stored = await getHits(
    db,
    fused.slice(0, BEST).map(({ chunkId }) => chunkId),
  )
  const best = fused.slice(0, BEST).filter(({ chunkId }) => stored.has(chunkId))
  if (best.length < 2) return fused
  const texts = best.flatMap(({ chunkId }) => toText(stored.get(chunkId)))
  try {
    const scores = await runStage('rerank', () => reranker.score(question, texts, signal))
    return [...blend(best, scores), ...fused.slice(BEST)]
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof AppError)) throw error
    return fused
  }
}

/** A passage says what it is about in its title and headings more often than in its own sentences. */
function toText(hit: StoredHit | undefined): string[] {
  return hit ? [`${[hit.title, ...hit.headings].join(' › ')}\n\n${hit.content}`] : []
}
