/** Takes documents out of the index and keeps their rows: of posts that are gone, or not for everybody any more. */
import type { Listed } from '../types.ts'
import type { Db } from './db.ts'
import { raiseEpoch, type Writer } from './runs.ts'
import { deleteChunks } from './terms.ts'

/** Takes posts out of every search at this commit, and remembers why. Rows stay, so that the ledger can tell. */
export async function withdrawDocuments(
  db: Db,
  writer: Writer,
  wpIds: readonly number[],
  change: { status: 'hidden' | 'deleted'; reason: string },
): Promise<void> {
  if (wpIds.length === 0) return
  const { siteId } = writer
  await db.transaction(async (tx) => {
    const rows = await tx.query<{ id: number }>(
      `update documents set status = $3, reason = $4, chunk_count = 0, content_hash = '',
              deleted_at = case when $3 = 'deleted' then now() end
        where site_id = $1 and wp_id = any ($2::bigint[]) returning id`,
      [siteId, wpIds, change.status, change.reason],
    )
    const chunks = await tx.query<{ id: number }>(
      'select id from chunks where site_id = $1 and document_id = any ($2::int[])',
      [siteId, rows.map((row) => row.id)],
    )
    await deleteChunks(
      tx,
      siteId,
      chunks.map((chunk) => chunk.id),
    )
    await raiseEpoch(tx, writer)
  })
}

/** Hides posts that have a password: at once, without reading them, and with a row for those never seen before. */
export async function saveHidden(db: Db, writer: Writer, posts: readonly Listed[], now: Date): Promise<void> {
  if (posts.length === 0) return
  await withdrawDocuments(
    db,
    writer,
    posts.map((post) => post.wpId),
    { status: 'hidden', reason: 'protected' },
  )
  const rows = posts.map(({ wpId, type, url, modifiedGmt }) => ({ wp_id: wpId, type, url, modified_gmt: modifiedGmt }))
  await db.query(
    `insert into documents (site_id, wp_id, type, url, slug, title, language, categories, tags, modified_gmt,
                            content_hash, status, reason, listed_at)
     select $1, h.wp_id, h.type, h.url, '', '', 'und', '{}', '{}', h.modified_gmt, '', 'hidden', 'protected', $3::timestamptz
       from json_to_recordset($2) as h (wp_id bigint, type text, url text, modified_gmt text)
     on conflict (site_id, wp_id) do update
       -- Under whose name it stood is not known of what is not read.
       set type = excluded.type, url = excluded.url, title = '', modified_gmt = excluded.modified_gmt,
           author_id = null, category_ids = null, tag_ids = null, listed_at = excluded.listed_at`,
    [writer.siteId, JSON.stringify(rows), now],
  )
}
