/** An answer as people read it: the text, then the numbered sources with the words they were cited for. */
import type { Answer, Source } from '../../types.ts'
import type { Terminal } from '../parts.ts'
import { widthOf } from './format.ts'
import { bold, titleOf } from './hits.ts'
import { answerLine, plainText, printable, wrap } from './plain.ts'

export function printAnswer(terminal: Terminal, answer: Answer): void {
  const width = widthOf(terminal)
  const paragraphs = answer.text.split('\n').map((line) => wrap(answerLine(line), width).join('\n'))
  terminal.write(`${paragraphs.join('\n')}\n`)
  const cited = answer.sources.filter(({ n }) => answer.citations.some((citation) => citation.n === n))
  if (cited.length > 0) terminal.write(`\n${bold(terminal, 'Sources')}\n`)
  for (const source of cited) terminal.write(`${sourceLines(terminal, source, answer, width).join('\n')}\n`)
}

function sourceLines(terminal: Terminal, source: Source, { citations }: Answer, width: number): string[] {
  const quotes = citations.filter(({ n, quote }) => n === source.n && quote !== '')
  const lines = quotes.flatMap(({ quote }) => wrap(`“${plainText(quote)}”`, width - 4))
  return [
    `[${source.n}] ${bold(terminal, titleOf(source))}`,
    `    ${printable(source.url)}`,
    ...lines.map((line) => `    ${line}`),
  ]
}
