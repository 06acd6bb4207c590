/**
 * Does the evidence gate tell questions the site answers from those it does not? And does the answer hold the evidence?
 *
 *   npx node bench/evidence.ts [--list]           wpdocs under ASKPRESS_DATA; --list prints the signals of each question
 */
import { ask } from '../src/answer/ask.ts'
import { openExtractive } from '../src/answer/extractive.ts'
import { openBuiltinEmbedder } from '../src/embedding/builtin.ts'
import { retrieve } from '../src/retrieval/retrieve.ts'
import { weighTexts } from '../src/retrieval/weigh-texts.ts'
import type { SearchRequest } from '../src/types.ts'
import { openCorpus, readRows } from './corpus.ts'

interface Question {
  _id: string
  text: string
  evidence?: { doc: string; text: string }[]
}

const SET = 'wpdocs'
const embedder = openBuiltinEmbedder()
const { parts, siteId, close } = await openCorpus(SET, embedder)
const search = (request: SearchRequest) => retrieve(parts, request)
const extractive = openExtractive((question, texts) => weighTexts(parts.db, question, [siteId], texts))

const answerable = readRows<Question>(SET, 'queries.jsonl')
const unanswerable = readRows<Question>(SET, 'unanswerable.jsonl')
let answered = 0
let holding = 0
for (const question of answerable) {
  const answer = await askOne(question, 'answerable')
  if (answer.outcome !== 'refused') answered++
  if (question.evidence?.some(({ text }) => answer.sources.some((source) => source.content.includes(text)))) holding++
}
let refused = 0
for (const question of unanswerable) if ((await askOne(question, 'off-topic')).outcome === 'refused') refused++
console.log(`answerable, answered: ${answered} of ${answerable.length}; sources hold the evidence: ${holding}`)
console.log(`off-topic, refused: ${refused} of ${unanswerable.length}`)
await close()
await embedder.close()

async function askOne({ text }: Question, kind: string) {
  const answer = await ask(
    { search, generator: extractive, fallback: extractive },
    { question: text, filters: {}, history: [] },
  )
  if (process.argv.includes('--list')) {
    const { hits } = await search({ question: text, limit: 8, mode: 'hybrid', filters: {} })
    const best = (of: (hit: (typeof hits)[number]) => number | null) => Math.max(0, ...hits.map((hit) => of(hit) ?? 0))
    const signals = [best((hit) => hit.score), best((hit) => hit.parts.keyword), best((hit) => hit.parts.coverage)]
    const shown = [...signals, best((hit) => hit.parts.vector)].map((signal) => signal.toFixed(2)).join(' ')
    console.log(`${kind} ${answer.outcome} score, keyword, coverage, vector: ${shown}  ${text}`)
  }
  return answer
}
