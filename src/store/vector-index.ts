/**
 * Which index a space has, by size: none while an exact scan is fast, then HNSW.
 *
 * On PostgreSQL the index is over `halfvec`. PGlite builds that one 50 times slower than one over the signs of the
 * numbers (98 s against 1.9 at 10,000), so there the signs find 200 candidates and the vectors order them.
 */
import type { Db } from './db.ts'
import type { Space } from './spaces.ts'

export type VectorIndex = 'exact' | 'hnsw' | 'bit'

/** An exact scan costs 0.8 ms of CPU per 1,000 vectors of 1,536 dimensions; the index 1.2 ms at any size here. */
export const EXACT_LIMIT = 3_000

const nameOf = (space: Space, kind: VectorIndex) => `vectors_space_${space.id}_${kind}`

export async function findVectorIndex(db: Db, space: Space): Promise<VectorIndex> {
  const rows = await db.query<{ name: string }>(
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
      where c.relname = any ($1::text[]) and i.indisvalid`,
    [[nameOf(space, 'hnsw'), nameOf(space, 'bit')]],
  )
  const names = new Set(rows.map((row) => row.name))
  if (names.has(nameOf(space, 'hnsw'))) return 'hnsw'
  return names.has(nameOf(space, 'bit')) ? 'bit' : 'exact'
}

/**
 * Makes the index once the space is large enough. Called after a run, outside of any transaction.
 *
 * @returns The index that searches use from now on.
 */
export async function ensureVectorIndex(db: Db, space: Space): Promise<VectorIndex> {
  const present = await findVectorIndex(db, space)
  if (present !== 'exact') return present
  const [row] = await db.query<{ count: number }>('select count(*) as count from vectors where space_id = $1', [
    space.id,
  ])
  if ((row?.count ?? 0) <= EXACT_LIMIT) return 'exact'
  const kind: VectorIndex = db.engine === 'postgres' ? 'hnsw' : 'bit'
  const name = nameOf(space, kind)
  const n = Math.trunc(space.dimensions)
  const column =
    kind === 'hnsw'
      ? `(embedding::halfvec(${n})) halfvec_cosine_ops`
      : `(binary_quantize(embedding::halfvec(${n}))::bit(${n})) bit_hamming_ops`
  // A build that broke off leaves an invalid index of this name behind.
  await db.maintain(`drop index if exists ${name}`)
  // Searches and writes go on during a concurrent build; PGlite has one session, which nothing else can use meanwhile.
  const concurrently = db.engine === 'postgres' ? 'concurrently' : ''
  await db.maintain(
    `create index ${concurrently} ${name} on vectors using hnsw (${column}) where space_id = ${Math.trunc(space.id)}`,
  )
  return kind
}

/** Drops the indexes of spaces that are gone. */
export async function dropOrphanIndexes(db: Db): Promise<void> {
  const orphans = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relkind = 'i' and c.relname ~ '^vectors_space_[0-9]+_(hnsw|bit)$'
        and not exists (select from spaces s where s.id = substring(c.relname from '[0-9]+')::int)`,
  )
  const concurrently = db.engine === 'postgres' ? 'concurrently' : ''
  for (const { name } of orphans) await db.maintain(`drop index ${concurrently} if exists ${name}`)
}

/** Tells the planner what came in, and marks pages all-visible, without which index-only scans read every row. */
export async function refreshStatistics(db: Db): Promise<void> {
  for (const table of ['postings', 'terms', 'chunks', 'documents', 'vectors'])
    await db.maintain(`vacuum (analyze) ${table}`)
}
