/**
 * The vector index of each space: found, made, and changed for another kind while searches go on. Which kind a space
 * should have stands in index-choice.ts.
 *
 * Where an operator has split the table by site (docs/scaling.md), each part has an index of its own.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from './db.ts'
import { chooseIndex, effortOf, type VectorIndex } from './index-choice.ts'
import type { Space } from './spaces.ts'

/** How old what a search knows of the index may be; until then it uses the one there was. */
export const INDEX_FRESH_MS = 5_000

const KINDS = ['hnsw', 'bit'] as const
type IndexKind = (typeof KINDS)[number]

const nameOf = (table: string, space: Space, kind: IndexKind) => `${table}_space_${space.id}_${kind}`

export interface IndexInUse {
  index: VectorIndex
  /** As in NearestQuery. */
  effort: number | null
}

/** The one that searches use: where one is about to follow another, the new one. */
export async function findIndexInUse(db: Db, space: Space): Promise<IndexInUse> {
  const { complete, vectors } = await findIndexes(db, space)
  const index = complete.at(-1) ?? 'exact'
  return { index, effort: effortOf(db.engine, index, vectors) }
}

export async function findVectorIndex(db: Db, space: Space): Promise<VectorIndex> {
  return (await findIndexInUse(db, space)).index
}

/**
 * Makes the index the space should have, or changes it for another kind. Called after a run, outside of any transaction.
 *
 * @param wait Between the new index and the end of the old one.
 * @returns The index that searches use from now on.
 */
export async function ensureVectorIndex(
  db: Db,
  space: Space,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<VectorIndex> {
  const found = await findIndexes(db, space)
  const kind = chooseIndex({
    engine: db.engine,
    dimensions: space.dimensions,
    present: found.complete,
    vectors: found.complete.length > 0 ? found.vectors : await countVectors(db, space),
    cacheBytes: found.cacheBytes,
  })
  if (kind === 'exact') return kind
  if (!found.complete.includes(kind)) {
    for (const table of found.tables) await buildIndex(db, { table, space, kind })
    // Searches that know of the old one only must not find it gone.
    if (found.complete.length > 0) await wait(2 * INDEX_FRESH_MS)
  }
  for (const other of KINDS.filter((each) => each !== kind)) {
    for (const table of found.tables) await dropIndex(db, nameOf(table, space, other))
  }
  return kind
}

interface FoundIndexes {
  /** `vectors`, or its parts where it was split. */
  tables: string[]
  /** Valid on every table, the newest last. */
  complete: IndexKind[]
  /** In these indexes, as the database last counted them. */
  vectors: number
  cacheBytes: number
}

async function findIndexes(db: Db, space: Space): Promise<FoundIndexes> {
  const rows = await db.query<{ table: string; index: string | null; age: number; vectors: number; cache: number }>(
    `select t.relname as table, i.relname as index, coalesce(i.oid::bigint, 0) as age,
            greatest(coalesce(i.reltuples, 0), 0)::bigint as vectors,
            (select setting::bigint * 8192 from pg_settings where name = 'effective_cache_size') as cache
       from pg_class t
       left join pg_index x on x.indrelid = t.oid and x.indisvalid
       left join pg_class i on i.oid = x.indexrelid and i.relname ~ ('_space_' || $1 || '_(hnsw|bit)$')
      where t.relkind = 'r'
        and (t.oid = 'vectors'::regclass or t.oid in (select inhrelid from pg_inherits where inhparent = 'vectors'::regclass))`,
    [String(space.id)],
  )
  const tables = [...new Set(rows.map(({ table }) => table))]
  const ofKind = (kind: IndexKind) => rows.filter(({ table, index }) => index === nameOf(table, space, kind))
  const complete = KINDS.filter((kind) => ofKind(kind).length === tables.length)
    .map((kind) => ({ kind, age: Math.max(...ofKind(kind).map(({ age }) => age)) }))
    .sort((a, b) => a.age - b.age)
    .map(({ kind }) => kind)
  const [oldest] = complete
  const vectors = oldest ? ofKind(oldest).reduce((sum, row) => sum + row.vectors, 0) : 0
  return { tables, complete, vectors, cacheBytes: rows[0]?.cache ?? 0 }
}

async function countVectors(db: Db, { id }: Space): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*) as count from vectors where space_id = $1', [id])
  return row?.count ?? 0
}

async function buildIndex(
  db: Db,
  { table, space, kind }: { table: string; space: Space; kind: IndexKind },
): Promise<void> {
  const n = Math.trunc(space.dimensions)
  const column =
    kind === 'hnsw'
      ? `(embedding::halfvec(${n})) halfvec_cosine_ops`
      : `(binary_quantize(embedding::halfvec(${n}))::bit(${n})) bit_hamming_ops`
  const name = nameOf(table, space, kind)
  // A build that broke off leaves an invalid index of this name behind.
  await db.maintain(`drop index if exists ${name}`)
  // Searches and writes go on during a concurrent build; PGlite has one session, which nothing else can use meanwhile.
  await db.maintain(
    `create index ${concurrently(db)} ${name} on ${table} using hnsw (${column}) where space_id = ${Math.trunc(space.id)}`,
  )
}

async function dropIndex(db: Db, name: string): Promise<void> {
  const [found] = await db.query(`select 1 from pg_class where relkind = 'i' and relname = $1`, [name])
  if (found) await db.maintain(`drop index ${concurrently(db)} if exists ${name}`)
}

const concurrently = (db: Db) => (db.engine === 'postgres' ? 'concurrently' : '')

/** Drops the indexes of spaces that are gone. */
export async function dropOrphanIndexes(db: Db): Promise<void> {
  const orphans = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relkind = 'i' and c.relname ~ '^vectors[_a-z0-9]*_space_[0-9]+_(hnsw|bit)$'
        and not exists (select from spaces s where s.id = substring(c.relname from '_space_([0-9]+)_')::int)`,
  )
  for (const { name } of orphans) await db.maintain(`drop index ${concurrently(db)} if exists ${name}`)
}

/** Tells the planner what came in, and marks pages all-visible, without which index-only scans read every row. */
export async function refreshStatistics(db: Db): Promise<void> {
  for (const table of ['postings', 'terms', 'chunks', 'documents', 'vectors'])
    await db.maintain(`vacuum (analyze) ${table}`)
}
