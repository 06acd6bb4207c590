/** Quotations, with who said it on a line of its own. */
import type { Block } from './block.ts'
import { childElements, type HtmlElement, rawText } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { aRun } from './runs.ts'

export function readQuote(quote: HtmlElement, reader: Reader): Block[] {
  const source = sourceOf(quote)
  if (source) reader.taken.add(source)
  // A quote inside a quote is one: nested markers help nobody, and a hostile post nests them by the hundred.
  const blocks = reader.blocksOf(quote.children).flatMap((block) => (block.kind === 'quote' ? block.blocks : [block]))
  const said = source ? reader.runsOf(source.children) : []
  if (said.length > 0) blocks.push({ kind: 'paragraph', runs: [aRun('— '), ...said] })
  return blocks.length > 0 ? [{ kind: 'quote', blocks }] : []
}

/** `cite` or `footer` beside the words, or `cite` alone in a paragraph as the classic editor writes it. */
function sourceOf(quote: HtmlElement): HtmlElement | null {
  for (const child of childElements(quote)) {
    if (child.name === 'cite' || child.name === 'footer') return child
    const cite = childElements(child).find(({ name }) => name === 'cite')
    if (child.name === 'p' && cite && rawText(child).trim() === rawText(cite).trim()) return cite
  }
  return null
}
