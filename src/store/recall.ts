/** How much of what is truly nearest the index finds: stored vectors are asked for their neighbours, with it and without. */
import type { Vector } from '../types.ts'
import type { Db } from './db.ts'
import type { VectorIndex } from './index-choice.ts'
import { type Near, searchByVector } from './nearest.ts'
import type { Space } from './spaces.ts'
import type { IndexInUse } from './vector-index.ts'

export interface Recall {
  /** Share of the true ten nearest that were found, 0 to 1; null when nothing could be asked. */
  recall: number | null
  questions: number
}

export interface RecallOptions {
  questions: number
  /** An exact scan of a large space takes a second: no new question is asked after this. */
  budgetMs: number
  signal: AbortSignal
}

const NEAREST = 10
/** Two that are equally near, but for rounding, are as good as one another. */
const TIE = 1e-6

export async function measureRecall(
  db: Db,
  { space, index, effort }: { space: Space } & IndexInUse,
  { questions, budgetMs, signal }: RecallOptions,
): Promise<Recall> {
  const startedAt = performance.now()
  const sample = await sampleVectors(db, space, questions)
  const siteIds = (await db.query<{ id: number }>('select id from sites')).map(({ id }) => id)
  const shares: number[] = []
  for (const { chunkId, vector } of sample) {
    if (signal.aborted || performance.now() - startedAt > budgetMs) break
    const ask = async (by: VectorIndex) => {
      // One more: the first is the one that asks.
      const query = { space, index: by, effort, vector, siteIds, isPartial: false, filters: {}, limit: NEAREST + 1 }
      const near = await searchByVector(db, query)
      return near.filter((one) => one.chunkId !== chunkId).slice(0, NEAREST)
    }
    shares.push(shareFound(await ask(index), await ask('exact')))
  }
  const sum = shares.reduce((total, share) => total + share, 0)
  return { recall: shares.length === 0 ? null : sum / shares.length, questions: shares.length }
}

/** @param truth Nearest first. */
export function shareFound(found: readonly Near[], truth: readonly Near[]): number {
  const last = truth.at(-1)
  if (!last) return 1
  return Math.min(1, found.filter(({ cosine }) => cosine >= last.cosine - TIE).length / truth.length)
}

/** A large table is not read for it: pages are picked at random, whose rows may be of one post. */
const LARGE = 100_000

async function sampleVectors(db: Db, { id }: Space, count: number): Promise<{ chunkId: number; vector: Vector }[]> {
  const [size] = await db.query<{ rows: number }>(
    `select count(*) as rows from (select from vectors where space_id = $1 limit ${LARGE}) v`,
    [id],
  )
  const rows = size?.rows ?? 0
  const method = rows < LARGE ? 'bernoulli' : 'system'
  // Fifty times what is needed: other spaces may share the table.
  const percent = Math.min(100, (count * 50 * 100) / Math.max(rows, 1))
  const sampled = await db.query<{ chunkId: number; vector: Uint8Array }>(
    `select chunk_id as "chunkId", vector_send(embedding::vector) as vector
       from vectors tablesample ${method} (${percent.toFixed(4)}) where space_id = $1 order by random() limit $2`,
    [id, count],
  )
  return sampled.map(({ chunkId, vector }) => ({ chunkId, vector: Buffer.from(vector) }))
}
