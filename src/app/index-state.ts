/** What searches need to know of the index and may be a few seconds old: its sites, its space, its vector index. */
import type { Embedder } from '../embedding/embedder.ts'
import { keepQuestionVectors } from '../retrieval/question-vectors.ts'
import type { VectorParts } from '../retrieval/retrieve.ts'
import type { Db } from '../store/db.ts'
import { getSite, listSites } from '../store/sites.ts'
import { findVectorIndex } from '../store/vector-index.ts'
import type { Space } from '../store/vectors.ts'

const FRESH_MS = 5_000

export interface IndexState {
  resolveSites(name: string | undefined): Promise<number[]>
  vectors: VectorParts
}

export function openIndexState(db: Db, embedder: Embedder, space: Space): IndexState {
  const sites = keepFresh(() => listSites(db))
  const index = keepFresh(() => findVectorIndex(db, space))
  return {
    async resolveSites(name) {
      const known = await sites()
      if (name === undefined) return known.map((site) => site.id)
      const site = known.find((candidate) => candidate.name === name || candidate.url === name)
      // A site that was added a moment ago is looked up once more before it is called unknown.
      return [site?.id ?? (await getSite(db, name)).id]
    },
    vectors: {
      questions: keepQuestionVectors(embedder),
      space,
      vectorWeight: embedder.vectorWeight,
      baseline: embedder.baseline,
      findIndex: index,
    },
  }
}

/** Asks at most once in FRESH_MS. A failure is not kept. */
function keepFresh<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: { value: Promise<T>; at: number } | null = null
  return () => {
    const now = performance.now()
    if (kept && now - kept.at < FRESH_MS) return kept.value
    const value = ask()
    kept = { value, at: now }
    value.catch(() => {
      kept = null
    })
    return value
  }
}
