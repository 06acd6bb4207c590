/**
 * Quality of the search on questions with known answers: nDCG@10 of keyword, vector and hybrid, with the built-in embedder.
 *
 *   npx node bench/retrieval.ts [SET...]          sets under ASKPRESS_DATA (default ../shared/data)
 */
import { openBuiltinEmbedder } from '../src/embedding/builtin.ts'
import { type RetrievalParts, retrieve } from '../src/retrieval/retrieve.ts'
import type { Hit, SearchMode } from '../src/types.ts'
import { openCorpus, readQrels, readRows } from './corpus.ts'

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

const embedder = openBuiltinEmbedder()
const sums: Record<string, number> = { baseline: 0, keyword: 0, vector: 0, hybrid: 0 }
for (const set of sets) await evaluate(set)
const mean = (name: string) => ((sums[name] ?? 0) / sets.length).toFixed(3)
console.log(
  `mean         BM25 ${mean('baseline')}  keyword ${mean('keyword')}  vector ${mean('vector')}  hybrid ${mean('hybrid')}`,
)
await embedder.close()

async function evaluate(set: string): Promise<void> {
  const corpus = await openCorpus(set, embedder)
  const scores: string[] = []
  for (const mode of MODES) {
    const value = await score(corpus.parts, set, mode)
    sums[mode] = (sums[mode] ?? 0) + value
    scores.push(`${mode} ${value.toFixed(3)}`)
  }
  const baseline = BASELINE[set] ?? 0
  sums['baseline'] = (sums['baseline'] ?? 0) + baseline
  console.log(`${set.padEnd(12)} BM25 ${baseline.toFixed(3)}  ${scores.join('  ')}  (${corpus.chunks} chunks)`)
  await corpus.close()
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
