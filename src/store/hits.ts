/** Both scores of candidate chunks, and the hits that people see. */
import type { AskedWords, Hit, Vector } from '../types.ts'
import type { Db } from './db.ts'
import {
  collectionKey,
  KEYWORD_SCORE,
  KEYWORD_TERMS,
  type KeywordQuery,
  NOTHING_ASKED,
  toParameters,
} from './keyword.ts'
import type { Space } from './spaces.ts'
import { EPOCH, STAMP } from './stamps.ts'

export interface Candidate {
  chunkId: number
  siteId: number
  documentId: number
  /** BM25 over the sum of the question's idf, 0 to about 1. */
  keyword: number
  /** Cosine, -1 to 1; null without a vector in this space. */
  cosine: number | null
  /** Sum of idf of the question's words in the chunk, over that of all of them, 0 to 1. */
  coverage: number
  matched: string[]
  asked: AskedWords
}

/**
 * Scores every candidate in both ways, whichever search found it: a list's own scores would leave the other half empty.
 *
 * @param vector Of the question; null when vectors are not wanted.
 */
export async function scoreCandidates(
  db: Db,
  chunkIds: readonly number[],
  query: KeywordQuery,
  nearness: { space: Space; vector: Vector } | null,
): Promise<Candidate[]> {
  if (chunkIds.length === 0) return []
  const lexemes = query.terms.filter((term) => term.termId !== null).map((term) => term.lexeme)
  const rows = await db.query<CandidateRow>(
    `with scored as (
       select p.chunk_id, ${KEYWORD_SCORE} as score, sum(i.idf) as coverage, array_agg(w.lexeme) as matched
         from ${KEYWORD_TERMS}
         join unnest($2::int[], $5::text[]) as w (term_id, lexeme) on w.term_id = i.term_id
         join postings p on p.site_id = i.site_id and p.term_id = i.term_id and p.chunk_id = any ($6::int[])
        group by p.chunk_id
     )
     select c.id as "chunkId", c.site_id as "siteId", c.document_id as "documentId", c.analyser,
            s.score as keyword, s.coverage, s.matched, ${nearness ? '1 - (v.embedding <=> $8::vector::halfvec)' : 'null::float8'} as cosine
       from unnest($6::int[]) as wanted (id)
       join chunks c on c.id = wanted.id
       left join scored s on s.chunk_id = c.id
       left join vectors v on v.space_id = $7 and v.site_id = c.site_id and v.chunk_id = c.id`,
    [...toParameters(query.terms), lexemes, chunkIds, nearness?.space.id ?? 0, ...(nearness ? [nearness.vector] : [])],
  )
  return rows.map(({ analyser, keyword, coverage, matched, ...row }) => {
    const { idfSum, ...asked } = query.asked.get(collectionKey({ siteId: row.siteId, analyser })) ?? NOTHING_ASKED
    const share = (sum: number | null) => (sum ?? 0) / (idfSum || 1)
    return { ...row, keyword: share(keyword), coverage: share(coverage), matched: matched ?? [], asked }
  })
}

interface CandidateRow {
  chunkId: number
  siteId: number
  documentId: number
  analyser: string
  keyword: number | null
  coverage: number | null
  cosine: number | null
  matched: string[] | null
}

/** All of a hit but its score. The address is that of the post, without the anchor. */
export interface StoredHit extends Omit<Hit, 'id' | 'score' | 'parts'> {
  chunkId: number
  anchor: string | null
}

/** What is shown of chunks. Only of active documents: what was withdrawn meanwhile is missing from the answer. */
export async function getHits(db: Db, chunkIds: readonly number[]): Promise<Map<number, StoredHit>> {
  const rows = await db.query<HitRow>(
    `select c.id as "chunkId", c.content, c.headings, c.anchor, d.title, d.url, s.name as site, d.type,
            d.language, d.author, d.categories, d.tags, d.published_at as "publishedAt", d.modified_at as "modifiedAt",
            d.site_id as "siteId", d.id as "documentId", ${STAMP} as stamp, ${EPOCH} as epoch
       from unnest($1::int[]) as wanted (id)
       join chunks c on c.id = wanted.id
       join documents d on d.site_id = c.site_id and d.id = c.document_id and d.status = 'active'
       join sites s on s.id = c.site_id`,
    [chunkIds],
  )
  return new Map(
    rows.map(({ siteId, documentId, stamp, epoch, ...row }) => [
      row.chunkId,
      { ...row, document: { siteId, id: documentId, stamp, epoch } },
    ]),
  )
}

interface HitRow extends Omit<StoredHit, 'document'> {
  siteId: number
  documentId: number
  stamp: string
  epoch: string
}
