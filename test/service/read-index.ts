/** What stands in the index, read straight from its tables while no command of the program has it open. */
import type { Db } from '../../src/store/db.ts'
import { analyseQuestion, searchByKeyword } from '../../src/store/keyword.ts'

export interface StoredDocument {
  wp_id: number
  type: string
  status: string
  reason: string | null
  title: string
  url: string
  author: string | null
  categories: string[]
  tags: string[]
  published_at: Date | null
  modified_at: Date | null
}

export interface Index {
  documents: Map<number, StoredDocument>
  /** Everything searches and answers could show of each post that has passages: title, headings, text. */
  texts: Map<number, string>
  /** Lexemes that some passage has. */
  lexemes: Set<string>
  vectors: number
}

export async function readIndex(db: Db): Promise<Index> {
  const documents = await db.query<StoredDocument>(
    `select wp_id::int, type, status, reason, title, url, author, categories, tags, published_at, modified_at
       from documents order by wp_id`,
  )
  const texts = await db.query<{ wp_id: number; text: string }>(
    `select d.wp_id::int, string_agg(c.embed_text || E'\\n' || c.content, E'\\n' order by c.position) as text
       from chunks c join documents d on d.site_id = c.site_id and d.id = c.document_id group by d.wp_id`,
  )
  const lexemes = await db.query<{ lexeme: string }>('select lexeme from terms where chunk_count > 0')
  const [vectors] = await db.query<{ count: number }>('select count(*)::int as count from vectors')
  return {
    documents: new Map(documents.map((row) => [row.wp_id, row])),
    texts: new Map(texts.map((row) => [row.wp_id, row.text])),
    lexemes: new Set(lexemes.map((row) => row.lexeme)),
    vectors: vectors?.count ?? 0,
  }
}

/** Ids of the posts whose passages keyword search finds for the question. */
export async function findPosts(db: Db, question: string): Promise<number[]> {
  const sites = await db.query<{ id: number }>('select id from sites')
  const query = await analyseQuestion(
    db,
    question,
    sites.map((site) => site.id),
  )
  const rows = await db.query<{ wp_id: number }>(
    `select distinct d.wp_id::int from chunks c join documents d on d.site_id = c.site_id and d.id = c.document_id
      where c.id = any ($1::int[])`,
    [await searchByKeyword(db, query, 200)],
  )
  return rows.map((row) => row.wp_id)
}
