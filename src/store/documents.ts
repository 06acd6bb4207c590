/**
 * Documents and their chunks: what we keep of a site's posts.
 *
 * Every function takes a Db first, so the caller decides what is one transaction.
 */
import type { Document, Passage } from '../types.ts'
import { analyserOf } from './analyser.ts'
import type { Db } from './db.ts'
import { raiseEpoch, type Writer } from './runs.ts'
import { deleteChunks, insertChunks } from './terms.ts'
import { copyKnownVectors } from './vectors.ts'

export type DocumentStatus = 'active' | 'hidden' | 'empty' | 'failed' | 'deleted'

export interface DocumentWrite {
  document: Document
  /** None unless `status` is `active`. */
  passages: readonly Passage[]
  status: 'active' | 'hidden' | 'empty'
  /** Why the document is not active. */
  reason: string | null
  /** What cleaned and cut it, see content/hash.ts. */
  pipelineVersion: string
}

/** What became of a write, for the ledger. */
export type WriteEffect = 'added' | 'updated' | 'unchanged' | 'revived'

interface StoredChunk {
  id: number
  document_id: number
  text_hash: string
  analyser: string
}

interface Saved {
  id: number
  wp_id: number
  old_status: DocumentStatus | null
  old_hash: string | null
}

/**
 * Stores documents with all their chunks in place of what we held of them, all or nothing.
 *
 * A chunk whose text stands already keeps its row, its postings and its vector; only the others are written.
 *
 * @param now Of the listing that showed the posts.
 * @returns What became of each, in the order given.
 */
export async function replaceDocuments(
  db: Db,
  writer: Writer,
  writes: readonly DocumentWrite[],
  now: Date,
): Promise<WriteEffect[]> {
  if (writes.length === 0) return []
  const { siteId } = writer
  return db.transaction(async (tx) => {
    const saved = new Map((await saveRows(tx, siteId, writes, now)).map((row) => [row.wp_id, row]))
    const stored = await tx.query<StoredChunk>(
      `select id, document_id, encode(text_hash, 'hex') as text_hash, analyser from chunks
        where site_id = $1 and document_id = any ($2::int[])`,
      [siteId, [...saved.values()].map((row) => row.id)],
    )
    const plans = writes.map((write) => planChunks(write, saved.get(write.document.wpId)?.id ?? 0, stored))
    await deleteChunks(
      tx,
      siteId,
      plans.flatMap((plan) => plan.gone),
    )
    await moveChunks(
      tx,
      siteId,
      plans.flatMap((plan) => plan.kept),
    )
    const ids = await insertChunks(
      tx,
      siteId,
      plans.flatMap((plan) => plan.added),
    )
    await copyKnownVectors(tx, siteId, ids)
    await raiseEpoch(tx, writer)
    return writes.map((write) => effectOf(write, saved.get(write.document.wpId)))
  })
}

async function saveRows(tx: Db, siteId: number, writes: readonly DocumentWrite[], now: Date): Promise<Saved[]> {
  const rows = writes.map(({ document, passages, status, reason, pipelineVersion }) => ({
    wp_id: document.wpId,
    type: document.type,
    url: document.url,
    slug: document.slug,
    title: document.title,
    language: document.language,
    author: document.author,
    categories: document.categories,
    tags: document.tags,
    author_id: document.nameIds.author,
    category_ids: document.nameIds.categories,
    tag_ids: document.nameIds.tags,
    published_at: document.publishedAt,
    modified_at: document.modifiedAt,
    modified_gmt: document.modifiedGmt,
    content_hash: document.contentHash,
    status,
    reason,
    chunk_count: passages.length,
    pipeline_version: pipelineVersion,
  }))
  return tx.query<Saved>(SAVE_ROWS, [siteId, JSON.stringify(rows), now])
}

const SAVE_ROWS = `
  with given as (
    select * from json_to_recordset($2) as g (wp_id bigint, type text, url text, slug text, title text, language text,
      author text, categories text[], tags text[], author_id bigint, category_ids bigint[], tag_ids bigint[],
      published_at timestamptz, modified_at timestamptz,
      modified_gmt text, content_hash text, status text, reason text, chunk_count int,
      pipeline_version text)
  ), old as (
    select d.wp_id, d.status, d.content_hash from documents d join given g on g.wp_id = d.wp_id where d.site_id = $1
  ), saved as (
    insert into documents (site_id, wp_id, type, url, slug, title, language, author, categories, tags,
      author_id, category_ids, tag_ids, published_at, modified_at, modified_gmt, content_hash, status, reason, chunk_count, pipeline_version, listed_at, indexed_at)
    select $1, wp_id, type, url, slug, title, language, author, categories, tags,
      author_id, category_ids, tag_ids, published_at, modified_at, modified_gmt, content_hash, status, reason, chunk_count, pipeline_version, $3::timestamptz, now()
      from given
    on conflict (site_id, wp_id) do update
      set type = excluded.type, url = excluded.url, slug = excluded.slug, title = excluded.title,
          language = excluded.language, author = excluded.author, categories = excluded.categories,
          tags = excluded.tags, author_id = excluded.author_id, category_ids = excluded.category_ids,
          tag_ids = excluded.tag_ids, published_at = excluded.published_at, modified_at = excluded.modified_at,
          modified_gmt = excluded.modified_gmt, content_hash = excluded.content_hash, status = excluded.status,
          reason = excluded.reason, chunk_count = excluded.chunk_count,
          pipeline_version = excluded.pipeline_version, listed_at = excluded.listed_at,
          indexed_at = excluded.indexed_at, deleted_at = null, missing_since = null, missing_sweeps = 0,
          fetched_at = now()
    returning id, wp_id
  )
  select s.id, s.wp_id, o.status as old_status, o.content_hash as old_hash from saved s left join old o using (wp_id)`

interface ChunkPlan {
  kept: { id: number; passage: Passage }[]
  added: { documentId: number; analyser: string; title: string; passage: Passage }[]
  gone: number[]
}

/** Matches new passages with the chunks that stand, by text: what has no partner is added or goes. */
function planChunks(write: DocumentWrite, documentId: number, stored: readonly StoredChunk[]): ChunkPlan {
  const analyser = analyserOf(write.document.language)
  const free = new Map<string, number[]>()
  for (const chunk of stored) {
    if (chunk.document_id !== documentId) continue
    const key = `${chunk.analyser} ${chunk.text_hash}`
    free.set(key, [...(free.get(key) ?? []), chunk.id])
  }
  const plan: ChunkPlan = { kept: [], added: [], gone: [] }
  for (const passage of write.passages) {
    const id = free.get(`${analyser} ${passage.textHash}`)?.shift()
    if (id === undefined) plan.added.push({ documentId, analyser, title: write.document.title, passage })
    else plan.kept.push({ id, passage })
  }
  plan.gone = [...free.values()].flat()
  return plan
}

/** Same text, perhaps at another place, under another anchor or with other link targets. */
async function moveChunks(tx: Db, siteId: number, kept: ChunkPlan['kept']): Promise<void> {
  if (kept.length === 0) return
  const rows = kept.map(({ id, passage }) => ({
    id,
    position: passage.position,
    headings: passage.headings,
    anchor: passage.anchor,
    content: passage.content,
  }))
  await tx.query(
    `update chunks c set position = g.position, headings = g.headings, anchor = g.anchor, content = g.content
       from json_to_recordset($2) as g (id int, position int, headings text[], anchor text, content text)
      where c.site_id = $1 and c.id = g.id
        and (c.position, c.headings, c.anchor, c.content) is distinct from (g.position, g.headings, g.anchor, g.content)`,
    [siteId, JSON.stringify(rows)],
  )
}

function effectOf(write: DocumentWrite, saved: Saved | undefined): WriteEffect {
  if (!saved?.old_status) return 'added'
  if (saved.old_status !== 'active' && write.status === 'active')
    return saved.old_status === 'failed' ? 'added' : 'revived'
  return saved.old_hash === write.document.contentHash ? 'unchanged' : 'updated'
}

/**
 * Remembers that listed posts could not be read. What is held of them stays as it is, and searchable;
 * those never held get a row, so that the ledger can name them.
 */
export async function markFailed(
  db: Db,
  siteId: number,
  failed: readonly { wpId: number; type: string; reason: string }[],
  now: Date,
): Promise<void> {
  if (failed.length === 0) return
  await db.query(
    `insert into documents (site_id, wp_id, type, url, slug, title, language, categories, tags, modified_gmt,
                            content_hash, status, reason, listed_at)
     select $1, f.wp_id, f.type, '', '', '', 'und', '{}', '{}', '', '', 'failed', f.reason, $3::timestamptz
       from json_to_recordset($2) as f (wp_id bigint, type text, reason text)
     on conflict (site_id, wp_id) do update
       -- An empty time differs from any that WordPress lists: the next run tries again.
       -- One that was taken for gone and is listed again is not gone.
       set type = excluded.type, modified_gmt = '', reason = excluded.reason, listed_at = excluded.listed_at, deleted_at = null,
           status = case when documents.status = 'deleted' then 'failed' else documents.status end`,
    [siteId, JSON.stringify(failed.map(({ wpId, type, reason }) => ({ wp_id: wpId, type, reason }))), now],
  )
}
