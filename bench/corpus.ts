/**
 * Sets of documents and questions in BEIR format, put through the real cleaner, chunker, store and built-in embedder.
 *
 * Embeddings are kept between runs in the system's temporary folder, because the embedder makes about six a second.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chunk } from '../src/content/chunk.ts'
import { readPost } from '../src/content/read.ts'
import type { Embedder } from '../src/embedding/embedder.ts'
import { keepQuestionVectors } from '../src/retrieval/question-vectors.ts'
import type { RetrievalParts } from '../src/retrieval/retrieve.ts'
import type { Db } from '../src/store/db.ts'
import { replaceDocuments } from '../src/store/documents.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { saveSite } from '../src/store/sites.ts'
import { openSpace, type Space } from '../src/store/spaces.ts'
import { findPending, insertVectors } from '../src/store/vectors.ts'
import type { Post, Vector } from '../src/types.ts'
import { openTestPglite, openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { aPost, aSite } from '../test/makers.ts'

const data = process.env.ASKPRESS_DATA ?? '../shared/data'
const cacheDir = join(tmpdir(), 'askpress-bench-embeddings')

interface Row {
  _id: string
  title: string
  text: string
  html?: string
}

export interface Corpus {
  parts: RetrievalParts
  siteId: number
  chunks: number
  close(): Promise<void>
}

/**
 * @param isLeftOut Documents that are not stored, by id: their questions then have no answer.
 * @throws when there is no such set.
 */
export async function openCorpus(
  set: string,
  embedder: Embedder,
  isLeftOut: (id: string) => boolean = () => false,
): Promise<Corpus> {
  if (!existsSync(join(data, set))) throw new Error(`there is no ${join(data, set)}: set ASKPRESS_DATA`)
  mkdirSync(cacheDir, { recursive: true })
  const db = testDatabaseUrl ? await openTestPostgres() : await openTestPglite()
  await migrate(db, await readMigrations())
  const space = await openSpace(db, embedder)
  const { siteId, chunks } = await store(db, { set, embedder, isLeftOut })
  await embed(db, { space, set, embedder })
  const { vectorWeight, baseline } = embedder
  const questions = keepQuestionVectors(embedder, { capacity: 5_000 })
  const vectors = {
    questions,
    space,
    vectorWeight,
    baseline,
    findIndex: async () => ({ index: 'exact' as const, effort: null }),
  }
  const parts = { db, resolveSites: async () => [siteId], findVectors: async () => vectors }
  return { parts, siteId, chunks, close: () => db.close() }
}

export function readRows<T>(set: string, file: string): T[] {
  const lines = readFileSync(join(data, set, file), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line) as T)
}

/** Relevant documents of each question, with their grades. */
export function readQrels(set: string): Map<string, Map<string, number>> {
  const judged = new Map<string, Map<string, number>>()
  for (const line of readFileSync(join(data, set, 'qrels.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)) {
    const [query = '', document = '', grade = '0'] = line.split('\t')
    if (Number(grade) <= 0) continue
    const ofQuery = judged.get(query) ?? new Map<string, number>()
    judged.set(query, ofQuery.set(document, Number(grade)))
  }
  return judged
}

interface Storing {
  set: string
  embedder: Embedder
  isLeftOut(id: string): boolean
}

async function store(db: Db, { set, embedder, isLeftOut }: Storing): Promise<{ siteId: number; chunks: number }> {
  const language = /-(\w\w)$/.exec(set)?.[1] ?? 'en'
  const site = await saveSite(db, aSite({ language }))
  let chunks = 0
  const rows = readRows<Row>(set, 'corpus.jsonl').filter(({ _id }) => !isLeftOut(_id))
  const writes = rows.map((row, index) => {
    const clean = readPost(toPost(row, index + 1), { siteLanguage: language })
    const options = { countTokens: embedder.countTokens, targetTokens: 300, maxTokens: 800, overlapTokens: 100 }
    const passages = clean.skip ? [] : chunk(clean, options)
    chunks += passages.length
    return {
      document: clean.document,
      passages,
      status: clean.skip ? ('empty' as const) : ('active' as const),
      reason: clean.skip,
      pipelineVersion: 'bench',
    }
  })
  for (let start = 0; start < writes.length; start += 100) {
    await replaceDocuments(db, { siteId: site.id, fence: null }, writes.slice(start, start + 100), new Date())
  }
  return { siteId: site.id, chunks }
}

function toPost(row: Row, wpId: number): Post {
  const paragraphs = row.text.split(/\n{2,}/).map((text) => `<p>${escapeHtml(text)}</p>`)
  return aPost({
    wpId,
    url: `https://site.test/${row._id}`,
    slug: row._id,
    titleHtml: escapeHtml(row.title),
    contentHtml: row.html ?? paragraphs.join('\n'),
  })
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

async function embed(
  db: Db,
  { space, set, embedder }: { space: Space; set: string; embedder: Embedder },
): Promise<void> {
  const file = join(cacheDir, `${set}.json`)
  const kept = new Map<string, string>(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8'))) : [])
  let afterId = 0
  for (;;) {
    const pending = await findPending(db, space.id, embedder.languages, { afterId, limit: 32 })
    afterId = pending.at(-1)?.chunkId ?? 0
    if (pending.length === 0) break
    const missing = pending.filter(({ textHash }) => !kept.has(textHash))
    if (missing.length > 0) {
      const { vectors } = await embedder.embed(missing.map(({ embedText }) => embedText))
      for (const [index, vector] of vectors.entries())
        kept.set(missing[index]?.textHash ?? '', vector.toString('base64'))
      if (afterId % 320 < 32) writeFileSync(file, JSON.stringify(Object.fromEntries(kept)))
    }
    const vectorOf = (hash: string): Vector => Buffer.from(kept.get(hash) ?? '', 'base64')
    await insertVectors(
      db,
      space.id,
      pending.map(({ textHash }) => ({ textHash, vector: vectorOf(textHash) })),
    )
  }
  writeFileSync(file, JSON.stringify(Object.fromEntries(kept)))
}
