/** Gives passages that have none their vectors, in small pieces, so that it can stop and go on at any point. */
import { embedAll } from '../embedding/batch.ts'
import type { Embedder } from '../embedding/embedder.ts'
import type { Db } from '../store/db.ts'
import { ensureVectorIndex } from '../store/vector-index.ts'
import { findPending, insertVectors, type PendingText, type Space } from '../store/vectors.ts'
import type { Progress } from '../types.ts'

export interface EmbedPendingParts {
  db: Db
  embedder: Embedder
  space: Space
  /** How many passages wait, for the progress. */
  total: number
  signal: AbortSignal
  onProgress(progress: Progress): void
}

export interface EmbeddedCount {
  texts: number
  requests: number
  tokens: number
}

/** Passages of one turn: a few seconds of the built-in embedder, one full request of a remote one. */
const TURN = { background: 32, remote: 1_024 }

/** @throws AppError as the embedder does; what was embedded until then is kept. */
export async function embedPending(parts: EmbedPendingParts): Promise<EmbeddedCount> {
  const { db, embedder, space, signal } = parts
  const count: EmbeddedCount = { texts: 0, requests: 0, tokens: 0 }
  const limit = embedder.runsInBackground ? TURN.background : TURN.remote
  let afterId = 0
  for (;;) {
    signal.throwIfAborted()
    const pending = await findPending(db, space.id, embedder.languages, { afterId, limit })
    const last = pending.at(-1)
    if (!last) break
    afterId = last.chunkId
    await embedTurn(parts, pending, count)
    parts.onProgress({ phase: 'embed', done: count.texts, total: Math.max(parts.total, count.texts) })
  }
  await ensureVectorIndex(db, space)
  return count
}

async function embedTurn(
  { db, embedder, space, signal }: EmbedPendingParts,
  pending: PendingText[],
  count: EmbeddedCount,
) {
  const { vectors, requests, tokens } = await embedAll(embedder, pending, { signal })
  await insertVectors(
    db,
    space.id,
    pending.flatMap(({ chunkId }, index) => {
      const vector = vectors[index]
      return vector ? [{ chunkId, vector }] : []
    }),
  )
  count.texts += pending.length
  count.requests += requests
  count.tokens += tokens
}
