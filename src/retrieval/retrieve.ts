/**
 * Question -> ranked passages. Top to bottom, this is the whole search.
 *
 * Both searches give their best candidates, every candidate gets both scores, a reranker may look at the best of them,
 * the order is cut so that no document crowds the list, and only then the texts are read.
 */
import { AppError } from '../errors.ts'
import type { Reranker } from '../rerank/reranker.ts'
import type { Db } from '../store/db.ts'
import { getHits, type StoredHit, scoreCandidates } from '../store/hits.ts'
import { analyseQuestion, searchByKeyword } from '../store/keyword.ts'
import { type Near, searchByVector } from '../store/nearest.ts'
import type { Space } from '../store/spaces.ts'
import type { IndexInUse } from '../store/vector-index.ts'
import { type RunStage, runUnwatched } from '../telemetry/stages.ts'
import type { Hit, SearchMode, SearchRequest, SearchResult, Vector } from '../types.ts'
import { type Fused, fuse, type Signals, spread } from './fuse.ts'
import type { QuestionVectors } from './question-vectors.ts'
import { rerank } from './rerank.ts'

/** Candidates of each search: with 50 the fused list was the same as with all of them scored (measured). */
const CANDIDATES = 50
const PASSAGES_PER_DOCUMENT = 3

export interface RetrievalParts {
  /** What is shown is fetched from here. */
  db: Db
  /** Where one search looks for candidates, which may be a moment behind `db`. Left out: in `db`. */
  chooseReader?: () => Promise<Db>
  /** The space that answers there now, asked for once in each search. Null when its model cannot be asked. */
  findVectors(reader: Db): Promise<VectorParts | null>
  /** Ids of the sites to search. @throws AppError `not_found` for a name that is none, `forbidden` for one of others. */
  resolveSites(choice: Pick<SearchRequest, 'site' | 'siteIds'>): Promise<number[]>
  /** Told what the vector of a question was charged. Left out, nobody is. */
  onCharged?: (request: SearchRequest, charge: QuestionCharge) => void
  /** Left out: the order of the search stands. */
  reranker?: Reranker
  /** Measures each stage. Left out, nothing is. */
  runStage?: RunStage
}

export interface QuestionCharge {
  model: string
  tokens: number
  /** That were searched. */
  siteIds: readonly number[]
}

export interface VectorParts {
  questions: QuestionVectors
  space: Space
  vectorWeight: number
  baseline: number
  findIndex(reader: Db): Promise<IndexInUse>
}

export async function retrieve(
  parts: RetrievalParts,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<SearchResult> {
  const { runStage = runUnwatched } = parts
  const siteIds = await parts.resolveSites(request)
  // Both held for the whole search: a switch to another space in the midst of it must not mix the two.
  const reader = parts.chooseReader ? await parts.chooseReader() : parts.db
  const vectors = request.mode === 'keyword' ? null : await parts.findVectors(reader)
  const onCharged = (model: string, tokens: number) => parts.onCharged?.(request, { model, tokens, siteIds })
  const asked = await embedQuestion(vectors, request, { signal, onCharged })
  const mode = asked.vector ? request.mode : 'keyword'
  const candidates = await findCandidates(reader, { request, mode, siteIds, vectors, vector: asked.vector, runStage })
  const { vectorWeight = 0, baseline = 0 } = vectors ?? {}
  const fused = fuse(candidates, { mode, vectorWeight, baseline })
  const { db, reranker } = parts
  const ranked = reranker ? await rerank({ db, reranker, runStage }, request.question, fused, signal) : fused
  const best = spread(ranked, request.limit, PASSAGES_PER_DOCUMENT)
  const ids = best.map((fused) => fused.chunkId)
  // Not from the reader, and not what the reranker read: what was withdrawn a moment ago may be there still.
  const stored = await runStage('texts', () => getHits(db, ids))
  return { hits: best.flatMap((fused) => toHit(fused, stored.get(fused.chunkId))), mode, isDegraded: asked.isDegraded }
}

interface Lookup {
  request: SearchRequest
  mode: SearchMode
  siteIds: number[]
  vectors: VectorParts | null
  /** Null where the mode needs none. */
  vector: Vector | null
  runStage: RunStage
}

async function findCandidates(db: Db, lookup: Lookup): Promise<Signals[]> {
  const { request, mode, siteIds, vectors, vector, runStage } = lookup
  if (mode === 'vector') {
    const near = await findNearest(db, lookup, request.limit * PASSAGES_PER_DOCUMENT)
    return near.map((one) => ({ ...one, keyword: 0, coverage: 0, matched: [], asked: null }))
  }
  const limit = Math.max(CANDIDATES, request.limit * PASSAGES_PER_DOCUMENT)
  // Both halves at the same time, on two connections.
  const [near, { query, ids }] = await Promise.all([
    findNearest(db, lookup, limit),
    runStage('keyword', async () => {
      const query = await analyseQuestion(db, request.question, siteIds)
      return { query, ids: await searchByKeyword(db, query, limit, request.filters) }
    }),
  ])
  const all = new Set([...ids, ...near.map(({ chunkId }) => chunkId)])
  const nearness = vectors && vector ? { space: vectors.space, vector } : null
  return runStage('score', () => scoreCandidates(db, [...all], query, nearness))
}

async function findNearest(
  db: Db,
  { request, mode, siteIds, vectors, vector, runStage }: Lookup,
  limit: number,
): Promise<Near[]> {
  if (!vectors || !vector || mode === 'keyword') return []
  const { space } = vectors
  const inUse = await vectors.findIndex(db)
  const { filters } = request
  const isPartial = request.site !== undefined || Object.values(filters).some((value) => value !== undefined)
  return runStage('vector', () => searchByVector(db, { space, ...inUse, vector, siteIds, isPartial, filters, limit }))
}

/** A model that is away costs the vector half, not the search. */
async function embedQuestion(
  vectors: VectorParts | null,
  request: SearchRequest,
  { signal, onCharged }: { signal: AbortSignal | undefined; onCharged(model: string, tokens: number): void },
): Promise<{ vector: Vector | null; isDegraded: boolean }> {
  if (request.mode === 'keyword') return { vector: null, isDegraded: false }
  if (!vectors) return { vector: null, isDegraded: true }
  const { model } = vectors.space
  try {
    const vector = await vectors.questions.get(request.question, {
      signal,
      onCharged: (tokens) => onCharged(model, tokens),
    })
    return { vector, isDegraded: false }
  } catch (error) {
    // Nobody waits for the half that could still be had.
    signal?.throwIfAborted()
    if (!(error instanceof AppError)) throw error
    return { vector: null, isDegraded: true }
  }
}

function toHit(fused: Fused, stored: StoredHit | undefined): Hit[] {
  // Withdrawn between the two statements: what is not public now is not shown.
  if (!stored) return []
  const { chunkId, anchor, url, ...rest } = stored
  return [
    { ...rest, id: String(chunkId), url: anchor ? `${url}#${anchor}` : url, score: fused.score, parts: fused.parts },
  ]
}
