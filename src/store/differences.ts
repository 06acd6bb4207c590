/** What a site lists, against what we hold. */
import type { Listed } from '../types.ts'
import type { Db } from './db.ts'
import type { DocumentStatus } from './documents.ts'

/** A listed post that needs to be read, because we do not hold it in this form. */
export interface Difference {
  wpId: number
  /** Null when we have never seen it. */
  status: DocumentStatus | null
}

/**
 * Marks the listed posts as seen (unless `now` is null, for a dry run), and tells which of them differ from what we hold.
 *
 * Compared for equality with the stored row, never against a clock: immune to time zones, daylight saving, backdated
 * imports and scheduled posts.
 */
export async function findDifferences(
  db: Db,
  siteId: number,
  listed: readonly Listed[],
  now: Date | null,
): Promise<Difference[]> {
  const rows = listed.map((post) => ({
    wp_id: post.wpId,
    type: post.type,
    modified_gmt: post.modifiedGmt,
    url: post.url,
    is_protected: post.isProtected,
    author_id: post.nameIds.author,
    category_ids: post.nameIds.categories,
    tag_ids: post.nameIds.tags,
  }))
  return db.query<Difference>(
    `with listed as (
       select * from json_to_recordset($2) as l (wp_id bigint, type text, modified_gmt text, url text,
         is_protected boolean, author_id bigint, category_ids bigint[], tag_ids bigint[])
     ), seen as (
       update documents d set listed_at = $3, missing_since = null, missing_sweeps = 0 from listed l
        where d.site_id = $1 and d.wp_id = l.wp_id and $3::timestamptz is not null
     )
     select l.wp_id as "wpId", d.status
       from listed l left join documents d on d.site_id = $1 and d.wp_id = l.wp_id
      where d.wp_id is null or d.status in ('failed', 'deleted')
         or (d.modified_gmt, d.type, d.url) is distinct from (l.modified_gmt, l.type, l.url)
         or l.is_protected is distinct from (d.status = 'hidden' and d.reason = 'protected')
         -- Another author or other terms move no time stamp. What one side does not tell is no difference.
         or l.author_id <> d.author_id or l.category_ids <> d.category_ids or l.tag_ids <> d.tag_ids
      order by l.wp_id`,
    [siteId, JSON.stringify(rows), now],
  )
}
