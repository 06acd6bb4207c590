/**
 * Gives passages of a space that have none their vectors, one request at a time, each kept before the next: whoever is
 * killed pays for one request again at most, and whoever comes next goes on from there.
 */
import { planBatches } from '../embedding/batch.ts'
import type { Embedder } from '../embedding/embedder.ts'
import type { Db } from '../store/db.ts'
import { whileFilling } from '../store/filling.ts'
import { keepRefusals } from '../store/refusals.ts'
import type { Space } from '../store/spaces.ts'
import { ensureVectorIndex } from '../store/vector-index.ts'
import { copyWaitingVectors, findPending, insertVectors, type PendingText } from '../store/vectors.ts'
import type { Progress } from '../types.ts'
import { embedOnce } from './embed-once.ts'

export interface EmbedPendingParts {
  db: Db
  /** Of the model the space is of. */
  embedder: Embedder
  space: Space
  /** How many passages wait, for the progress. */
  total: number
  signal: AbortSignal
  onProgress(progress: Progress): void
}

export interface EmbeddedCount {
  /** Passages that were waiting and were seen to. */
  passages: number
  requests: number
  tokens: number
  /** Another process is filling the space: the rest was left to it. */
  isShared: boolean
}

export const NOTHING_EMBEDDED: EmbeddedCount = { passages: 0, requests: 0, tokens: 0, isShared: false }

/** Most passages looked at for one request. */
const TURN = { background: 32, remote: 1_024 }

/**
 * One pass over all that wait, and the index if the space has grown to need one.
 *
 * @throws AppError as the embedder does; what was embedded until then is kept.
 */
export async function embedPending(parts: EmbedPendingParts): Promise<EmbeddedCount> {
  const { db, space, signal } = parts
  const count = { ...NOTHING_EMBEDDED }
  await whileFilling(db, space.id, (tx) => copyWaitingVectors(tx, space.id))
  for (let afterId = 0; ; ) {
    signal.throwIfAborted()
    const turn = await whileFilling(db, space.id, (tx) => embedTurn(parts, tx, { afterId, count }))
    if (turn === null) return { ...count, isShared: true }
    if (turn.lastId === null) break
    afterId = turn.lastId
    parts.onProgress({ phase: 'embed', done: count.passages, total: Math.max(parts.total, count.passages) })
  }
  await ensureVectorIndex(db, space)
  return count
}

/**
 * @param tx Of this turn. Claims are made outside of it, where others see them.
 * @returns `lastId`: the last chunk that was seen to, or null when none is left.
 */
async function embedTurn(
  { db, embedder, space, signal }: EmbedPendingParts,
  tx: Db,
  { afterId, count }: { afterId: number; count: EmbeddedCount },
): Promise<{ lastId: number | null }> {
  const limit = embedder.runsInBackground ? TURN.background : TURN.remote
  const pending = await findPending(tx, space.id, embedder.languages, { afterId, limit })
  const [batch] = planBatches(pending, embedder)
  if (!batch) return { lastId: null }
  const seen = pending.slice(0, batch.end)
  const done = await embedOnce({ db, embedder, space, signal }, uniqueTexts(seen), async ({ embeddings, refused }) => {
    await insertVectors(tx, space.id, embeddings)
    await keepRefusals(tx, space.id, refused)
  })
  // Those that a sync has embedded meanwhile are in the cache, or with a chunk of its own.
  if (done.hasWaited) await copyWaitingVectors(tx, space.id)
  count.passages += seen.length
  count.requests += done.requests
  count.tokens += done.tokens
  return { lastId: seen.at(-1)?.chunkId ?? null }
}

function uniqueTexts(pending: readonly PendingText[]): PendingText[] {
  return [...new Map(pending.map((text) => [text.textHash, text])).values()]
}
