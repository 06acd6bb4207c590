/**
 * What the check of sentences lets through and what it costs.
 *
 *   npx node bench/check.ts        sets under ASKPRESS_DATA (default ../shared/data)
 *
 * - sentences of posts, each held against its own post: flagged are those that do not pass; `shortened` lost an address or a tag
 * - sentences of posts taken for orders to a model
 * - answers that people wrote to the questions of wpdocs, with the passage they took them from and with other ones
 * - CPU of a sentence, and of reading a source of 800 tokens
 */
import { openChecker } from '../src/answer/check/check.ts'
import { speaksToModel } from '../src/answer/check/orders.ts'
import { toUnits } from '../src/answer/units.ts'
import type { Source } from '../src/types.ts'
import { aSource } from '../test/makers.ts'
import { readRows } from './corpus.ts'

interface Page {
  _id: string
  title: string
  text: string
}

interface Question {
  text: string
  answer: string
  evidence?: { doc: string; text: string }[]
}

/** About 800 tokens. */
const PASSAGE = 3_200
const OTHERS = [3, 11, 29, 31]

for (const [set, language] of [
  ['wpdocs', 'en'],
  ['xquad-en', 'en'],
  ['xquad-de', 'de'],
  ['xquad-es', 'es'],
] as const) {
  const pages = readRows<Page>(set, 'corpus.jsonl')
  const counts = { sentences: 0, flagged: 0, shortened: 0, orders: 0 }
  for (const { title, text } of pages) {
    const source = sourceOf(title, text.slice(0, PASSAGE), language)
    const checker = openChecker({ question: '', sources: [source] })
    for (const unit of toUnits(source.content, language)) {
      // Lines of what was a table, and addresses alone: there is nothing to show.
      const verdict = checker.check({ lead: '', text: unit.text, cites: [1], quote: unit.quote })
      if ('dropped' in verdict && verdict.dropped === 'markup') continue
      counts.sentences++
      if (!('kept' in verdict)) counts.flagged++
      else if (!verdict.kept.text.includes(unit.text)) counts.shortened++
      if (speaksToModel(unit.text)) counts.orders++
    }
  }
  console.log(set.padEnd(9), counts)
}

const pages = new Map(readRows<Page>('wpdocs', 'corpus.jsonl').map((page) => [page._id, page]))
const questions = readRows<Question>('wpdocs', 'queries.jsonl')
const passed = { own: 0, ofOwn: 0, others: 0, ofOthers: 0 }
for (const [index, { text: question, answer, evidence }] of questions.entries()) {
  const own = passageOf(evidence?.[0])
  for (const text of answer.split(/(?<=[.;])\s+/)) {
    passed.ofOwn++
    if (isKept(question, own, text)) passed.own++
    for (const step of OTHERS) {
      const other = passageOf(questions[(index + step) % questions.length]?.evidence?.[0])
      if (other.title === own.title) continue
      passed.ofOthers++
      if (isKept(question, other, text)) passed.others++
    }
  }
}
console.log(`answers that people wrote: ${passed.own} of ${passed.ofOwn} pass with the passage they are from,`)
console.log(`${passed.others} of ${passed.ofOthers} with one about something else on the same site`)

measureCost()

function sourceOf(title: string, content: string, language: string): Source {
  return aSource({ n: 1, title, content, language, headings: [], publishedAt: null, author: null })
}

/** What stands around the evidence. */
function passageOf(evidence: { doc: string; text: string } | undefined): Source {
  const page = pages.get(evidence?.doc ?? '')
  const at = Math.max(0, page?.text.indexOf(evidence?.text ?? '') ?? 0)
  const from = Math.max(0, at - PASSAGE / 2)
  return sourceOf(page?.title ?? '', page?.text.slice(from, from + PASSAGE) ?? '', 'en')
}

function isKept(question: string, source: Source, text: string): boolean {
  return 'kept' in openChecker({ question, sources: [source] }).check({ lead: '', text, cites: [1] })
}

function measureCost(): void {
  const long = [...pages.values()].filter(({ text }) => text.length > PASSAGE)
  const spent = { reading: 0, checking: 0, sources: 0, sentences: 0 }
  for (let first = 0; first + 8 <= long.length; first += 8) {
    const sources = long
      .slice(first, first + 8)
      .map(({ title, text }, index) => ({ ...sourceOf(title, text.slice(0, PASSAGE), 'en'), n: index + 1 }))
    const checker = openChecker({ question: '', sources })
    const before = cpuMs()
    // Nobody says it, so all sources are read to find out.
    checker.check({ lead: '', text: 'The moon is made of green cheese from Wensleydale.', cites: [1] })
    const between = cpuMs()
    const units = sources.flatMap(({ n, content }) =>
      toUnits(content, 'en')
        .slice(1, 6)
        .map(({ text }) => ({ n, text })),
    )
    const start = cpuMs()
    for (const { n, text } of units) checker.check({ lead: '', text, cites: [n] })
    // The first ones are compiled while they are measured.
    if (first < 32) continue
    spent.reading += between - before
    spent.checking += cpuMs() - start
    spent.sources += 8
    spent.sentences += units.length
  }
  const perSource = (spent.reading / spent.sources).toFixed(2)
  console.log(`CPU ms: ${(spent.checking / spent.sentences).toFixed(2)} a sentence, ${perSource} to read a source`)
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
