/**
 * Quality of the search on questions with known answers: nDCG@10 of keyword, vector and hybrid, with the built-in embedder.
 *
 *   npx node bench/retrieval.ts [SET...]          sets in BEIR format under ASKPRESS_DATA (default ../shared/data)
 *
 * Every document goes through the real cleaner, chunker and store. Embeddings are kept between runs in the system's
 * temporary folder, because the built-in embedder makes about six a second.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chunk } from '../src/content/chunk.ts'
import { readPost } from '../src/content/read.ts'
import { openBuiltinEmbedder } from '../src/embedding/builtin.ts'
import type { Embedder } from '../src/embedding/embedder.ts'
import { keepQuestionVectors } from '../src/retrieval/question-vectors.ts'
import { type RetrievalParts, retrieve } from '../src/retrieval/retrieve.ts'
import type { Db } from '../src/store/db.ts'
import { replaceDocuments } from '../src/store/documents.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { saveSite } from '../src/store/sites.ts'
import { findPending, insertVectors, openSpace, type Space } from '../src/store/vectors.ts'
import type { Hit, Post, SearchMode, Vector } from '../src/types.ts'
import { openTestPglite, openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { aSite } from '../test/makers.ts'

const data = process.env.ASKPRESS_DATA ?? '../shared/data'
const sets = process.argv.length > 2 ? process.argv.slice(2) : ['wpdocs', 'cranfield', 'xquad-en', 'xquad-de']
/** BM25 over whole documents, from the README of the data: what hybrid has to reach. */
const BASELINE: Record<string, number> = {
  wpdocs: 0.572,
  cranfield: 0.342,
  'xquad-en': 0.967,
  'xquad-de': 0.932,
  'xquad-es': 0.956,
}
const MODES = ['keyword', 'vector', 'hybrid'] as const
const cacheDir = join(tmpdir(), 'askpress-bench-embeddings')

interface Row {
  _id: string
  title: string
  text: string
  html?: string
}

mkdirSync(cacheDir, { recursive: true })
const embedder = openBuiltinEmbedder()
const sums: Record<string, number> = { baseline: 0, keyword: 0, vector: 0, hybrid: 0 }
for (const set of sets) await evaluate(set)
const mean = (name: string) => ((sums[name] ?? 0) / sets.length).toFixed(3)
console.log(
  `mean         BM25 ${mean('baseline')}  keyword ${mean('keyword')}  vector ${mean('vector')}  hybrid ${mean('hybrid')}`,
)
await embedder.close()

async function evaluate(set: string): Promise<void> {
  if (!existsSync(join(data, set))) throw new Error(`there is no ${join(data, set)}: set ASKPRESS_DATA`)
  const db = testDatabaseUrl ? await openTestPostgres() : await openTestPglite()
  await migrate(db, await readMigrations())
  const space = await openSpace(db, embedder.model, embedder.dimensions)
  const { siteId, chunks } = await store(db, set)
  await embed(db, space, set)
  const parts: RetrievalParts = {
    db,
    resolveSites: async () => [siteId],
    vectors: {
      questions: keepQuestionVectors(embedder, 5_000),
      space,
      ...pick(embedder),
      findIndex: async () => 'exact',
    },
  }
  const scores: string[] = []
  for (const mode of MODES) {
    const ndcg = await score(parts, set, mode)
    sums[mode] = (sums[mode] ?? 0) + ndcg
    scores.push(`${mode} ${ndcg.toFixed(3)}`)
  }
  const baseline = BASELINE[set] ?? 0
  sums['baseline'] = (sums['baseline'] ?? 0) + baseline
  console.log(`${set.padEnd(12)} BM25 ${baseline.toFixed(3)}  ${scores.join('  ')}  (${chunks} chunks)`)
  await db.close()
}

function pick({ vectorWeight, baseline }: Embedder) {
  return { vectorWeight, baseline }
}

async function store(db: Db, set: string): Promise<{ siteId: number; chunks: number }> {
  const language = /-(\w\w)$/.exec(set)?.[1] ?? 'en'
  const site = await saveSite(db, aSite({ language }))
  let chunks = 0
  const writes = readRows<Row>(set, 'corpus.jsonl').map((row, index) => {
    const clean = readPost(toPost(row, index + 1), { siteLanguage: language })
    const options = { countTokens: embedder.countTokens, targetTokens: 300, maxTokens: 800, overlapTokens: 100 }
    const passages = clean.skip ? [] : chunk(clean, options)
    chunks += passages.length
    return {
      document: clean.document,
      passages,
      status: clean.skip ? ('empty' as const) : ('active' as const),
      reason: clean.skip,
    }
  })
  for (let start = 0; start < writes.length; start += 100) {
    await replaceDocuments(db, site.id, writes.slice(start, start + 100), new Date())
  }
  return { siteId: site.id, chunks }
}

function toPost(row: Row, wpId: number): Post {
  const paragraphs = row.text.split(/\n{2,}/).map((text) => `<p>${escapeHtml(text)}</p>`)
  return {
    ...{ wpId, type: 'post', url: `https://site.test/${row._id}`, slug: row._id, titleHtml: escapeHtml(row.title) },
    contentHtml: row.html ?? paragraphs.join('\n'),
    ...{
      excerptHtml: '',
      status: 'publish',
      isProtected: false,
      isNoindex: false,
      publishedAt: null,
      modifiedAt: null,
    },
    ...{ modifiedGmt: '', author: null, categories: [], tags: [], language: null, imageAlt: null },
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

async function embed(db: Db, space: Space, set: string): Promise<void> {
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
      pending.map(({ chunkId, textHash }) => ({ chunkId, vector: vectorOf(textHash) })),
    )
  }
  writeFileSync(file, JSON.stringify(Object.fromEntries(kept)))
}

async function score(parts: RetrievalParts, set: string, mode: SearchMode): Promise<number> {
  const relevant = readQrels(set)
  let sum = 0
  for (const { _id, text } of readRows<{ _id: string; text: string }>(set, 'queries.jsonl')) {
    const judged = relevant.get(_id)
    if (!judged) continue
    const { hits } = await retrieve(parts, { question: text, limit: 50, mode, filters: {} })
    sum += ndcg(hits, judged)
  }
  return sum / relevant.size
}

/** Of the first ten documents; graded, linear gain. */
function ndcg(hits: readonly Hit[], judged: ReadonlyMap<string, number>): number {
  const documents = [...new Set(hits.map((hit) => hit.url.replace('https://site.test/', '').replace(/#.*/, '')))]
  const gain = (grades: number[]) =>
    grades.slice(0, 10).reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0)
  const ideal = gain([...judged.values()].sort((a, b) => b - a))
  return ideal === 0 ? 0 : gain(documents.map((id) => judged.get(id) ?? 0)) / ideal
}

function readQrels(set: string): Map<string, Map<string, number>> {
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

function readRows<T>(set: string, file: string): T[] {
  const lines = readFileSync(join(data, set, file), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line) as T)
}
