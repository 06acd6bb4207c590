/** What stands right before and after a passage in its post, so that a model reads it in its context. */
import type { Db } from './db.ts'

export interface PlacedChunk {
  chunkId: number
  siteId: number
  documentId: number
  /** From 0, without gaps within a document. */
  position: number
  headings: string[]
  content: string
  /** Of the text as it was embedded: a little more than `content` has. */
  tokenCount: number
}

/**
 * These chunks and those next to them, in the order of their documents. Only of active documents; one statement, so
 * that what is joined was read of one version of the post.
 */
export async function getWithNeighbours(db: Db, chunkIds: readonly number[]): Promise<PlacedChunk[]> {
  if (chunkIds.length === 0) return []
  return db.query<PlacedChunk>(
    `select distinct on (n.site_id, n.document_id, n.position)
            n.id as "chunkId", n.site_id as "siteId", n.document_id as "documentId", n.position, n.headings, n.content,
            n.token_count as "tokenCount"
       from unnest($1::int[]) as wanted (id)
       join chunks c on c.id = wanted.id
       join documents d on d.site_id = c.site_id and d.id = c.document_id and d.status = 'active'
       join chunks n on n.site_id = c.site_id and n.document_id = c.document_id
                    and n.position between c.position - 1 and c.position + 1
      order by n.site_id, n.document_id, n.position`,
    [chunkIds],
  )
}
