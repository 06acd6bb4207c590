/** What the index holds of a site, row by row, read in one statement as a search would meet it. */

import { marksOf } from './bodies.ts'
import type { SoakWorld } from './soak-world.ts'

export interface IndexRow {
  wpId: number
  type: string
  url: string
  status: string
  reason: string | null
  modifiedGmt: string
  categories: string
  /** Of the passages, in their order. */
  marks: string
  chunkCount: number
  chunks: number
  vectors: number
  sweeps: number
  /** When it was first missing; null while it is listed. */
  missingSince: Date | null
  /** Null unless it is deleted. */
  deletedHours: number | null
}

export type Index = ReadonlyMap<number, IndexRow>

export async function readIndex({ db, site, space }: SoakWorld): Promise<Index> {
  const rows = await db.query<Omit<IndexRow, 'marks'> & { text: string }>(
    `select d.wp_id as "wpId", d.type, d.url, d.status, d.reason, d.modified_gmt as "modifiedGmt",
            array_to_string(d.categories, ',') as categories, d.chunk_count as "chunkCount",
            coalesce(string_agg(c.content, ' ' order by c.position), '') as text,
            count(c.id)::int as chunks, count(v.chunk_id)::int as vectors, d.missing_sweeps as sweeps,
            d.missing_since as "missingSince",
            (extract(epoch from now() - d.deleted_at) / 3600)::float8 as "deletedHours"
       from documents d
       left join chunks c on c.site_id = d.site_id and c.document_id = d.id
       left join vectors v on v.space_id = $2 and v.site_id = c.site_id and v.chunk_id = c.id
      where d.site_id = $1 group by d.site_id, d.id`,
    [site.id, space.id],
  )
  return new Map(rows.map(({ text, ...row }) => [row.wpId, { ...row, marks: marksOf(text) }]))
}

/** Places where the statistics of keyword search do not count what is there; none of them may exist. */
export async function findWrongCounts({ db, site }: SoakWorld): Promise<string[]> {
  const rows = await db.query<{ what: string; wrong: number }>(
    `select 'postings of no chunk' as what, count(*)::int as wrong from postings p
      where p.site_id = $1 and not exists (select from chunks c where c.site_id = p.site_id and c.id = p.chunk_id)
     union all
     select 'vectors of no chunk', count(*)::int from vectors v
      where v.site_id = $1 and not exists (select from chunks c where c.site_id = v.site_id and c.id = v.chunk_id)
     union all
     select 'terms miscounted', count(*)::int from terms t
      where t.site_id = $1 and t.chunk_count <>
            (select count(*) from postings p where p.site_id = t.site_id and p.term_id = t.id)
     union all
     select 'collections miscounted', count(*)::int from collections k
      where k.site_id = $1 and (k.chunk_count, k.total_length) <>
            (select count(*), coalesce(sum(c.length), 0) from chunks c
              where c.site_id = k.site_id and c.analyser = k.analyser)`,
    [site.id],
  )
  return rows.filter(({ wrong }) => wrong > 0).map(({ what, wrong }) => `${wrong} ${what}`)
}
