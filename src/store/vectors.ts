/**
 * Vectors of chunks, and embeddings kept by the text they stand for. Written once, in binary; which spaces there are is
 * in spaces.ts.
 */
import type { Vector } from '../types.ts'
import type { Db } from './db.ts'

/** Rows one statement carries: 2 parameters each, far below PostgreSQL's 65,535. */
const ROWS_PER_STATEMENT = 200

/** Keeps embeddings at once, before the documents they belong to: a crash must not pay for a text twice. */
export async function keepEmbeddings(
  db: Db,
  spaceId: number,
  embeddings: readonly { textHash: string; vector: Vector }[],
): Promise<void> {
  for (let start = 0; start < embeddings.length; start += ROWS_PER_STATEMENT) {
    const part = embeddings.slice(start, start + ROWS_PER_STATEMENT)
    const values = part.map((_, index) => `(decode($${index * 2 + 2}, 'hex'), $${index * 2 + 3}::vector::halfvec)`)
    await db.query(
      `insert into embedding_cache (space_id, text_hash, embedding)
       select $1, e.text_hash, e.embedding from (values ${values.join(', ')}) as e (text_hash, embedding)
       on conflict (space_id, text_hash) do update set used_at = now()`,
      [spaceId, ...part.flatMap(({ textHash, vector }) => [textHash, vector])],
    )
  }
}

/** Which of these texts have an embedding in the space already. */
export async function findEmbedded(db: Db, spaceId: number, textHashes: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ text_hash: string }>(
    `select encode(h.text_hash, 'hex') as text_hash
       from (select decode(t, 'hex') as text_hash from unnest($2::text[]) as t) h
      where exists (select from embedding_cache e where e.space_id = $1 and e.text_hash = h.text_hash)
         or exists (select from chunks c join vectors v on v.space_id = $1 and v.site_id = c.site_id and v.chunk_id = c.id
                     where c.text_hash = h.text_hash)`,
    [spaceId, textHashes],
  )
  return new Set(rows.map((row) => row.text_hash))
}

/** Gives new chunks the vectors their texts have, in every space that has one. */
export async function copyKnownVectors(tx: Db, siteId: number, chunkIds: readonly number[]): Promise<void> {
  if (chunkIds.length === 0) return
  await tx.query(
    `insert into vectors (space_id, site_id, chunk_id, embedding)
     select e.space_id, c.site_id, c.id, e.embedding
       from chunks c join embedding_cache e on e.text_hash = c.text_hash
      where c.site_id = $1 and c.id = any ($2::int[])
     on conflict do nothing`,
    [siteId, chunkIds],
  )
  // The twins first, and then their vectors: a database that has not counted its rows yet would take all vectors for each
  // pair of chunks.
  await tx.query(
    `with twins as materialized (
       select c.site_id, c.id, twin.site_id as twin_site_id, twin.id as twin_id
         from chunks c join chunks twin on twin.text_hash = c.text_hash and twin.id <> c.id
        where c.site_id = $1 and c.id = any ($2::int[])
     )
     insert into vectors (space_id, site_id, chunk_id, embedding)
     select distinct on (s.id, t.id) s.id, t.site_id, t.id, v.embedding
       from twins t cross join spaces s
       join vectors v on v.space_id = s.id and v.site_id = t.twin_site_id and v.chunk_id = t.twin_id
     on conflict do nothing`,
    [siteId, chunkIds],
  )
}

/** A chunk that has no vector in the space yet. */
export interface PendingText {
  chunkId: number
  embedText: string
  tokenCount: number
  textHash: string
}

/**
 * A space that was retired meanwhile waits for nothing: whoever was filling it is done.
 *
 * @param languages Those the embedder knows; null when it knows them all.
 * @param page Chunks above `afterId` only, so that one that cannot be embedded does not come back for ever.
 */
export async function findPending(
  db: Db,
  spaceId: number,
  languages: readonly string[] | null,
  page: { afterId: number; limit: number },
): Promise<PendingText[]> {
  return db.query<PendingText>(
    `select c.id as "chunkId", c.embed_text as "embedText", c.token_count as "tokenCount",
            encode(c.text_hash, 'hex') as "textHash"
       from chunks c join documents d on d.site_id = c.site_id and d.id = c.document_id
      where c.id > $3 and ($2::text[] is null or d.language = any ($2))
        and ${IS_PENDING}
        and exists (select from spaces s where s.id = $1 and s.state <> 'retired')
      order by c.id limit $4`,
    [spaceId, languages, page.afterId, page.limit],
  )
}

/** Neither embedded nor refused. */
const IS_PENDING = `
  not exists (select from vectors v where v.space_id = $1 and v.site_id = c.site_id and v.chunk_id = c.id)
  and not exists (select from refusals r where r.space_id = $1 and r.text_hash = c.text_hash)`

/** How many chunks keyword search finds and vector search does not yet, by site. */
export async function countPending(
  db: Db,
  spaceId: number,
  languages: readonly string[] | null,
): Promise<Map<number, number>> {
  const rows = await db.query<{ site_id: number; pending: number }>(
    `select c.site_id, count(*) as pending
       from chunks c join documents d on d.site_id = c.site_id and d.id = c.document_id
      where ($2::text[] is null or d.language = any ($2)) and ${IS_PENDING}
      group by c.site_id`,
    [spaceId, languages],
  )
  return new Map(rows.map((row) => [row.site_id, row.pending]))
}

/** Tokens of the texts of a site that wait for their first vector in the space, each once. */
export async function sumPendingTokens(
  db: Db,
  { spaceId, siteId, languages }: { spaceId: number; siteId: number; languages: readonly string[] | null },
): Promise<number> {
  const [row] = await db.query<{ tokens: number }>(
    `select coalesce(sum(tokens), 0)::int8 as tokens from (
       select distinct on (c.text_hash) c.token_count as tokens
         from chunks c join documents d on d.site_id = c.site_id and d.id = c.document_id
        where c.site_id = $2 and ($3::text[] is null or d.language = any ($3)) and ${IS_PENDING}
          and not exists (select from embedding_cache e where e.space_id = $1 and e.text_hash = c.text_hash)
     ) texts`,
    [spaceId, siteId, languages],
  )
  return row?.tokens ?? 0
}

/** Gives texts their vectors: every chunk with that text gets it. A text that no chunk has any more is passed over. */
export async function insertVectors(
  db: Db,
  spaceId: number,
  embeddings: readonly { textHash: string; vector: Vector }[],
): Promise<void> {
  for (let start = 0; start < embeddings.length; start += ROWS_PER_STATEMENT) {
    const part = embeddings.slice(start, start + ROWS_PER_STATEMENT)
    const values = part.map((_, index) => `(decode($${index * 2 + 2}, 'hex'), $${index * 2 + 3}::vector::halfvec)`)
    await db.query(
      `insert into vectors (space_id, site_id, chunk_id, embedding)
       select $1, c.site_id, c.id, e.embedding
         from (values ${values.join(', ')}) as e (text_hash, embedding) join chunks c on c.text_hash = e.text_hash
       on conflict do nothing`,
      [spaceId, ...part.flatMap(({ textHash, vector }) => [textHash, vector])],
    )
  }
}

/** Gives chunks that wait in a space the vectors their texts have there already, in the cache or with a twin. */
export async function copyWaitingVectors(db: Db, spaceId: number): Promise<void> {
  await db.query(
    `with waiting as materialized (
       select c.site_id, c.id, c.text_hash from chunks c
        where not exists (select from vectors v where v.space_id = $1 and v.site_id = c.site_id and v.chunk_id = c.id)
     )
     insert into vectors (space_id, site_id, chunk_id, embedding)
     select $1, w.site_id, w.id, known.embedding
       from waiting w cross join lateral (
         select e.embedding from embedding_cache e where e.space_id = $1 and e.text_hash = w.text_hash
         union all
         select v.embedding
           from chunks twin join vectors v on v.space_id = $1 and v.site_id = twin.site_id and v.chunk_id = twin.id
          where twin.text_hash = w.text_hash
         limit 1
       ) known
     on conflict do nothing`,
    [spaceId],
  )
}

/** Forgets embeddings that no chunk used for a week: those in use stand with their chunks. */
export async function pruneEmbeddings(db: Db): Promise<void> {
  await db.query(`delete from embedding_cache where used_at < now() - interval '7 days'`)
}
