/** Whether what was shown still stands: epochs of sites, and stamps of their documents. */
import type { DocumentStamp } from '../types.ts'
import type { Db } from './db.ts'

/**
 * Of `documents d`: another one after every write. The time of the write tells two writes apart, and the hash two that
 * a clock set back would not.
 */
export const STAMP = `concat((extract(epoch from d.indexed_at) * 1000000)::bigint, '.', left(d.content_hash, 12))`

/** Of `sites s`: the number of its changes, and when the last one was. */
export const EPOCH = `concat(s.epoch, '.', (extract(epoch from s.changed_at) * 1000000)::bigint)`

/** By id of the site. Every commit that changes what searches find raises it; a site that is gone has none. */
export async function readEpochs(db: Db, siteIds: readonly number[]): Promise<Map<number, string>> {
  if (siteIds.length === 0) return new Map()
  const rows = await db.query<{ id: number; epoch: string }>(
    `select s.id, ${EPOCH} as epoch from sites s where s.id = any ($1::int[])`,
    [siteIds],
  )
  return new Map(rows.map(({ id, epoch }) => [id, epoch]))
}

/** Stamps of those of the documents that searches find now, by `documentKey`. */
export async function readStamps(
  db: Db,
  documents: readonly Pick<DocumentStamp, 'siteId' | 'id'>[],
): Promise<Map<string, string>> {
  if (documents.length === 0) return new Map()
  const rows = await db.query<{ siteId: number; id: number; stamp: string }>(
    `select d.site_id as "siteId", d.id, ${STAMP} as stamp
       from unnest($1::int[], $2::int[]) as wanted (site_id, id)
       join documents d on d.site_id = wanted.site_id and d.id = wanted.id and d.status = 'active'`,
    [documents.map(({ siteId }) => siteId), documents.map(({ id }) => id)],
  )
  return new Map(rows.map((row) => [documentKey(row), row.stamp]))
}

export function documentKey({ siteId, id }: Pick<DocumentStamp, 'siteId' | 'id'>): string {
  return `${siteId}/${id}`
}
