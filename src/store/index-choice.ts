/** Which vector index a space should have, by its size and the memory of the database. Pure. */

export type VectorIndex = 'exact' | 'hnsw' | 'bit'

/** An exact scan costs 0.8 ms of CPU per 1,000 vectors of 1,536 dimensions; the index 1.2 ms at any size here. */
export const EXACT_LIMIT = 3_000

export interface SpaceSize {
  engine: 'postgres' | 'pglite'
  vectors: number
  dimensions: number
  /** Complete and in use. */
  present: readonly VectorIndex[]
  /** What the database takes to be kept in memory: effective_cache_size. */
  cacheBytes: number
}

/** Of a graph over `halfvec`, against its numbers alone (391 MB for 307 at 100,000 of 1,536 dimensions). */
const OVERHEAD = 1.3
/** Of the memory; the rest is for postings, chunks and others. */
const SHARE_OF_CACHE = 0.5
/** A space at the border must not go back and forth. */
const WAY_BACK = 0.6

/**
 * None while an exact scan is fast; then HNSW over `halfvec` as long as it stays in memory, where it is the fastest and the
 * most exact; then HNSW over the signs of the numbers, an eighth of the size, whose candidates the vectors order.
 *
 * PGlite builds the one over `halfvec` 50 times slower than the one over signs (98 s against 1.9 at 10,000).
 */
export function chooseIndex({ engine, vectors, dimensions, present, cacheBytes }: SpaceSize): VectorIndex {
  const hasIndex = present.includes('hnsw') || present.includes('bit')
  // What shrank keeps its index: it costs little, and the space may grow again.
  if (vectors <= EXACT_LIMIT && !hasIndex) return 'exact'
  if (engine === 'pglite') return 'bit'
  const bytes = vectors * dimensions * 2 * OVERHEAD
  const limit = cacheBytes * SHARE_OF_CACHE * (present.includes('bit') ? WAY_BACK : 1)
  return bytes > limit ? 'bit' : 'hnsw'
}

/** How many nodes a search of the graph keeps in view (hnsw.ef_search), as each connection begins: see postgres.ts, pglite.ts. */
const SESSION_EFFORT = { postgres: 100, pglite: 200 }
/** Up to this many vectors 100 find all of the nearest. */
const SMALL_GRAPH = 30_000

/**
 * A search finds less of what is nearest the larger the graph is, and less by signs than by numbers. More candidates alone
 * would not help: what the graph gives beyond these is what it has passed over already. Figures: bench/index.ts.
 *
 * @returns Null where that of the session will do.
 */
export function effortOf(engine: 'postgres' | 'pglite', index: VectorIndex, vectors: number): number | null {
  const isSmall = vectors <= SMALL_GRAPH
  const wanted = { exact: 0, hnsw: isSmall ? 100 : 200, bit: isSmall ? 200 : 400 }[index]
  return wanted > SESSION_EFFORT[engine] ? wanted : null
}
