/**
 * Does the evidence gate tell questions a site answers from those it does not? Wrong decisions of each kind, in halves:
 * the numbers of src/answer/evidence.ts were settled on the first, and hold where the second says the same.
 *
 *   npx node bench/evidence.ts [--short] [--list]    sets under ASKPRESS_DATA; --short: wpdocs alone;
 *                                                    --list: every wrong decision, with what it rests on
 */
import { readFileSync } from 'node:fs'
import { askEvents, type MakingParts } from '../src/answer/ask.ts'
import { openExtractive } from '../src/answer/extractive.ts'
import { openBuiltinEmbedder } from '../src/embedding/builtin.ts'
import { retrieve } from '../src/retrieval/retrieve.ts'
import { weighTexts } from '../src/retrieval/weigh-texts.ts'
import type { SearchMode, SearchRequest, Source } from '../src/types.ts'
import { someAskParts } from '../test/answers/ask-parts.ts'
import { type Corpus, openCorpus, readQrels, readRows } from './corpus.ts'

interface Question {
  _id: string
  text: string
  evidence?: { doc: string; text: string }[]
}

interface Trial {
  name: string
  questions: Question[]
  isAnswerable: boolean
  /** Left out: hybrid. */
  mode?: SearchMode
}

const isShort = process.argv.includes('--short')
const isListing = process.argv.includes('--list')
const embedder = openBuiltinEmbedder()
const queries = (set: string) => readRows<Question>(set, 'queries.jsonl')

await onCorpus('wpdocs', [
  { name: 'its own questions', questions: queries('wpdocs'), isAnswerable: true },
  { name: 'its own, unanswerable', questions: readRows<Question>('wpdocs', 'unanswerable.jsonl'), isAnswerable: false },
  { name: 'ours, answerable', questions: ours('answerable'), isAnswerable: true },
  { name: 'ours, near misses', questions: ours('near-miss'), isAnswerable: false },
  { name: 'ours, instructions', questions: ours('instructions'), isAnswerable: false },
  { name: 'its own, words alone', questions: queries('wpdocs'), isAnswerable: true, mode: 'keyword' },
  { name: 'near misses, words alone', questions: ours('near-miss'), isAnswerable: false, mode: 'keyword' },
  ...(isShort ? [] : [{ name: 'those of xquad-en', questions: queries('xquad-en'), isAnswerable: false }]),
])
if (!isShort) {
  await onCorpus('cranfield', [
    { name: 'its own questions', questions: queries('cranfield'), isAnswerable: true },
    { name: 'those of xquad-en', questions: queries('xquad-en'), isAnswerable: false },
    { name: 'those of wpdocs', questions: queries('wpdocs'), isAnswerable: false },
  ])
  for (const set of ['xquad-en', 'xquad-de', 'xquad-es']) {
    const others = [{ name: 'those of wpdocs', questions: queries('wpdocs'), isAnswerable: false }]
    await onCorpus(set, [{ name: 'its own questions', questions: queries(set), isAnswerable: true }, ...others])
    await withoutArticle(set)
  }
}
await embedder.close()

/** Each of our lines is a question about wpdocs, written for this bench: the project's own. */
function ours(name: string): Question[] {
  const lines = readFileSync(new URL(`questions/${name}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return lines.map((text, index) => ({ _id: `${name}-${index + 1}`, text }))
}

async function onCorpus(set: string, trials: readonly Trial[]): Promise<void> {
  const corpus = await openCorpus(set, embedder)
  for (const trial of trials) {
    const found = await runTrial(corpus, trial)
    print(set, trial, found)
  }
  await corpus.close()
}

/** The hard kind: every question of an article is asked of the set without that article, where all others remain. */
async function withoutArticle(set: string): Promise<void> {
  const articleOf = (document: string) => document.slice(0, 3)
  const relevant = readQrels(set)
  const byArticle = Map.groupBy(queries(set), ({ _id }) => articleOf([...(relevant.get(_id)?.keys() ?? [])][0] ?? ''))
  const all: { question: Question; sources: Source[] }[] = []
  for (const [article, questions] of byArticle) {
    const corpus = await openCorpus(set, embedder, (document) => articleOf(document) === article)
    all.push(...(await runTrial(corpus, { name: article, questions, isAnswerable: false })))
    await corpus.close()
  }
  print(set, { name: 'its own, article gone', isAnswerable: false }, all)
}

async function runTrial({ parts, siteId }: Corpus, { questions, mode = 'hybrid' }: Trial) {
  const extractive = openExtractive((question, texts) => weighTexts(parts.db, question, [siteId], texts))
  const search = (request: SearchRequest) => retrieve(parts, { ...request, mode })
  const found: { question: Question; sources: Source[] }[] = []
  for (const question of questions) {
    found.push({
      question,
      sources: await sourcesOf({ search, generator: extractive, fallback: extractive }, question),
    })
  }
  return found
}

/** What the answer would rest on; empty when the question is refused. The answer itself is not waited for. */
async function sourcesOf(parts: MakingParts, { text }: Question): Promise<Source[]> {
  for await (const event of askEvents(someAskParts(parts), { question: text, filters: {}, history: [] })) {
    if (event.type === 'sources') return event.sources
  }
  throw new Error('an answer without the event of its sources')
}

function print(
  set: string,
  trial: Pick<Trial, 'name' | 'isAnswerable'>,
  found: { question: Question; sources: Source[] }[],
) {
  const isWrong = ({ sources }: { sources: Source[] }) => sources.length > 0 !== trial.isAnswerable
  const halves = [0, 1].map((half) => found.filter((_, index) => index % 2 === half))
  const shares = halves.map((half) => `${half.filter(isWrong).length} of ${half.length}`)
  const percent = ((100 * found.filter(isWrong).length) / found.length).toFixed(1)
  const wrong = trial.isAnswerable ? 'wrongly refused ' : 'wrongly answered'
  const holding = found.filter(({ question, sources }) =>
    question.evidence?.some(({ text }) => sources.some((source) => source.content.includes(text))),
  )
  const isJudged = trial.isAnswerable && found.some(({ question }) => question.evidence)
  const evidence = isJudged ? `; sources hold the evidence: ${holding.length}` : ''
  console.log(
    `${set.padEnd(10)} ${trial.name.padEnd(26)} ${wrong} ${percent.padStart(5)} %  (${shares.join('; ')})${evidence}`,
  )
  if (!isListing) return
  for (const { question, sources } of found.filter(isWrong)) {
    const [best] = sources
    const facts = best ? `${best.title}: ${JSON.stringify({ score: best.score, ...best.parts })}` : ''
    console.log(`    ${question.text}  ${facts}`)
  }
}
