/** Vector search: the chunks nearest to a question by cosine. */
import type { SearchFilters, Vector } from '../types.ts'
import type { Db } from './db.ts'
import { toFilterSql } from './filters.ts'
import { EXACT_LIMIT, type VectorIndex } from './vector-index.ts'
import type { Space } from './vectors.ts'

/** Candidates that the signs of the numbers find, before the numbers order them (recall 1.000 of the top 10, measured). */
const BIT_CANDIDATES = 200

export interface NearestQuery {
  space: Space
  index: VectorIndex
  vector: Vector
  siteIds: readonly number[]
  filters: SearchFilters
  limit: number
}

/** Ids of the nearest chunks, nearest first. */
export async function searchByVector(db: Db, query: NearestQuery): Promise<number[]> {
  const filter = toFilterSql(query.filters, 4)
  const isSmall = query.index === 'exact' || (await countCandidates(db, query)) <= EXACT_LIMIT
  const rows = await db.query<{ id: number }>(toSql(query, filter.text, isSmall), [
    query.vector,
    query.siteIds,
    query.limit,
    ...filter.values,
  ])
  return rows.map((row) => row.id)
}

function toSql({ space, index }: NearestQuery, filter: string, isSmall: boolean): string {
  const n = Math.trunc(space.dimensions)
  const from = filter
    ? `vectors v join chunks c on c.site_id = v.site_id and c.id = v.chunk_id
         join documents d on d.site_id = c.site_id and d.id = c.document_id`
    : 'vectors v'
  const where = `v.space_id = ${Math.trunc(space.id)} and v.site_id = any ($2::int[])${filter}`
  if (isSmall) {
    // "+ 0" keeps the planner from the index, which with a narrow filter gives back too few rows.
    return `select v.chunk_id as id from ${from} where ${where} order by (v.embedding <=> $1::vector::halfvec) + 0 limit $3`
  }
  if (index === 'hnsw') {
    return `select v.chunk_id as id from ${from} where ${where}
             order by v.embedding::halfvec(${n}) <=> $1::vector::halfvec(${n}) limit $3`
  }
  // The parameter stands in the order itself: in a common table expression it would be quantised once per row.
  return `select near.id from (
            select v.chunk_id as id, v.embedding from ${from} where ${where}
             order by binary_quantize(v.embedding::halfvec(${n}))::bit(${n}) <~> binary_quantize($1::vector::halfvec(${n}))::bit(${n})
             limit ${BIT_CANDIDATES}) near
           order by near.embedding <=> $1::vector::halfvec limit $3`
}

/** How many chunks the filters leave: few are scanned exactly, index or not. */
async function countCandidates(db: Db, query: NearestQuery): Promise<number> {
  const filter = toFilterSql(query.filters, 2)
  if (!filter.text && query.siteIds.length === 0) return 0
  const [row] = await db.query<{ count: number }>(
    `select coalesce(sum(d.chunk_count), 0) as count from documents d where d.site_id = any ($1::int[])${filter.text}`,
    [query.siteIds, ...filter.values],
  )
  return row?.count ?? 0
}
