/** Vector search: the chunks nearest to a question by cosine. */
import type { SearchFilters, Vector } from '../types.ts'
import type { Db } from './db.ts'
import { toFilterSql } from './filters.ts'
import { EXACT_LIMIT, type VectorIndex } from './index-choice.ts'
import type { Space } from './spaces.ts'

/** Least candidates that the signs of the numbers find, before the numbers order them. */
const BIT_CANDIDATES = 200

export interface NearestQuery {
  space: Space
  index: VectorIndex
  /** Of the search of a graph, where that of the session is too little: hnsw.ef_search. */
  effort?: number | null
  vector: Vector
  siteIds: readonly number[]
  /** Sites or filters leave part of the space only; how large a part decides between index and scan. */
  isPartial: boolean
  filters: SearchFilters
  limit: number
}

export interface Near {
  chunkId: number
  documentId: number
  /** -1 to 1. */
  cosine: number
}

/** The nearest chunks, nearest first. */
export async function searchByVector(db: Db, query: NearestQuery): Promise<Near[]> {
  const filter = toFilterSql(query.filters, 4)
  const isScan = query.index === 'exact' || (query.isPartial && (await countPart(db, query)) <= EXACT_LIMIT)
  const ask = (on: Db) =>
    on.query<Near>(
      `select near.id as "chunkId", c.document_id as "documentId", 1 - near.distance as cosine
       from (${toSql(query, filter.text, isScan)}) near join chunks c on c.id = near.id
      order by near.distance, near.id`,
      [query.vector, query.siteIds, query.limit, ...filter.values],
    )
  if (isScan || !query.effort) return ask(db)
  const { effort } = query
  return db.transaction(async (tx) => {
    await tx.query(`set local hnsw.ef_search = ${Math.trunc(effort)}`)
    return ask(tx)
  })
}

function toSql({ space, index, effort, limit }: NearestQuery, filter: string, isScan: boolean): string {
  const n = Math.trunc(space.dimensions)
  const from = filter
    ? `vectors v join chunks c on c.site_id = v.site_id and c.id = v.chunk_id
         join documents d on d.site_id = c.site_id and d.id = c.document_id`
    : 'vectors v'
  const where = `v.space_id = ${Math.trunc(space.id)} and v.site_id = any ($2::int[])${filter}`
  const exact = 'v.embedding <=> $1::vector::halfvec'
  if (isScan) {
    // "+ 0" keeps the planner from the index, which with a narrow filter gives back too few rows.
    return `select v.chunk_id as id, ${exact} as distance from ${from} where ${where} order by (${exact}) + 0 limit $3`
  }
  if (index === 'hnsw') {
    const indexed = `v.embedding::halfvec(${n}) <=> $1::vector::halfvec(${n})`
    return `select v.chunk_id as id, ${indexed} as distance from ${from} where ${where} order by ${indexed} limit $3`
  }
  // The parameter stands in the order itself: in a common table expression it would be quantised once per row.
  const signs = (vector: string) => `binary_quantize(${vector}::halfvec(${n}))::bit(${n})`
  return `select bits.id, bits.embedding <=> $1::vector::halfvec as distance
            from (select v.chunk_id as id, v.embedding from ${from} where ${where}
                   order by ${signs('v.embedding')} <~> ${signs('$1::vector')} limit ${Math.trunc(Math.max(effort ?? BIT_CANDIDATES, limit))}) bits
           order by distance limit $3`
}

/** How many chunks the sites and filters leave: few are scanned exactly, index or not. */
async function countPart(db: Db, query: NearestQuery): Promise<number> {
  const filter = toFilterSql(query.filters, 2)
  const [row] = await db.query<{ count: number }>(
    `select coalesce(sum(d.chunk_count), 0) as count from documents d where d.site_id = any ($1::int[])${filter.text}`,
    [query.siteIds, ...filter.values],
  )
  return row?.count ?? 0
}
