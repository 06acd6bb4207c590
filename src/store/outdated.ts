/** Documents that another version of the cleaner or the chunker made: they answer as they are until they are read again. */
import type { Db } from './db.ts'

/**
 * Hidden documents have nothing that was cleaned, and what could not be read last time is due anyway.
 *
 * @param version Of the pipeline now.
 * @param limit Most ids in all: one run reads so many more posts than the site has changed.
 * @returns WordPress ids by name of the post type, those read longest ago first.
 */
export async function findOutdated(
  db: Db,
  siteId: number,
  version: string,
  limit: number,
): Promise<Map<string, number[]>> {
  const rows = await db.query<{ type: string; wpIds: number[] }>(
    `select o.type, array_agg(o.wp_id::float8 order by o.indexed_at, o.id) as "wpIds"
       from (select type, wp_id, indexed_at, id from documents
              where site_id = $1 and pipeline_version <> $2
                and (status = 'active' and reason is null or status = 'empty')
              order by indexed_at, id limit $3) o
      group by o.type`,
    [siteId, version, limit],
  )
  return new Map(rows.map(({ type, wpIds }) => [type, wpIds]))
}
