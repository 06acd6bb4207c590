/**
 * The walk over the cleaned tree: text gathers into paragraphs, block elements end them, and what is more than a
 * paragraph goes to its own reader. Depth is bounded by parse-html.ts, so recursion is safe.
 */
import type { Block } from './block.ts'
import { isHighlighter, readHighlighter, readPre } from './code.ts'
import { readEmbeddedPost, readFrame, readMedia } from './embeds.ts'
import { readDetails, readFaqItem, readPanel } from './faq.ts'
import { isClassicFigure, readFigure } from './figures.ts'
import { addText, endParagraph, type Flow, PLAIN, type Style } from './flow.ts'
import { type Footnotes, readContainer } from './footnotes.ts'
import { type HtmlElement, type HtmlNode, hasClass } from './html-tree.ts'
import { INLINE } from './inline.ts'
import { readDefinitions, readList } from './lists.ts'
import { isFaq, type Panels } from './panels.ts'
import { readQuote } from './quotes.ts'
import type { Reader } from './reader.ts'
import { flattenBlocks, plainText } from './runs.ts'
import { readTable } from './tables.ts'

export interface Body {
  blocks: Block[]
  /** Raw shortcodes of a page builder were among the text. */
  sawBuilder: boolean
}

export function readBody(
  root: HtmlElement,
  baseUrl: string,
  { panels, footnotes }: { panels: Panels; footnotes: Footnotes },
): Body {
  const reader: Reader = {
    baseUrl,
    panels,
    footnotes,
    taken: new Set(),
    sawBuilder: false,
    blocksOf: (nodes) => blocksOf(nodes, reader),
    runsOf: (nodes) => flattenBlocks(blocksOf(nodes, reader)),
  }
  return { blocks: blocksOf(root.children, reader, true), sawBuilder: reader.sawBuilder }
}

function blocksOf(nodes: readonly HtmlNode[], reader: Reader, hasBareParagraphs = false): Block[] {
  const flow: Flow = { reader, blocks: [], runs: [], figures: [], hasBareParagraphs, walkAll }
  walkAll(nodes, flow, PLAIN)
  endParagraph(flow)
  return flow.blocks
}

function walkAll(nodes: readonly HtmlNode[], flow: Flow, style: Style): void {
  for (const node of nodes) {
    if (node.kind === 'text') addText(node.text, flow, style)
    else if (!flow.reader.taken.has(node) && !flow.reader.panels.controls.has(node)) walk(node, flow, style)
  }
}

function walk(element: HtmlElement, flow: Flow, style: Style): void {
  const inline = INLINE[element.name]
  // A panel may be a span to which a style sheet gives a box.
  const blocks = inline === undefined || element.classes.length > 0 ? readBlock(element, flow.reader) : null
  if (blocks) {
    endParagraph(flow)
    for (const block of blocks) flow.blocks.push(block)
  } else if (inline) inline(element, flow, style)
  else if (/^h[1-6]$/.test(element.name)) addHeading(element, flow)
  else {
    endParagraph(flow)
    walkAll(element.children, flow, style)
    endParagraph(flow)
  }
}

/** What its own reader reads; null for a mere container. */
function readBlock(element: HtmlElement, reader: Reader): Block[] | null {
  const control = reader.panels.byPanel.get(element)
  if (control) return readPanel(element, control, reader)
  if (element.classes.length > 0) {
    if (isFaq(element)) return readFaqItem(element, reader)
    if (isClassicFigure(element)) return readFigure(element, reader)
    if (isHighlighter(element)) return readHighlighter(element)
    if (hasClass(element, 'wp-embedded-content') && element.name === 'blockquote')
      return readEmbeddedPost(element, reader)
    if (reader.footnotes.containers.has(element)) return readContainer(element, reader)
  }
  return BLOCKS[element.name]?.(element, reader) ?? null
}

const BLOCKS: Record<string, (element: HtmlElement, reader: Reader) => Block[]> = {
  table: readTable,
  ul: readList,
  ol: readList,
  dl: readDefinitions,
  pre: readPre,
  figure: readFigure,
  details: readDetails,
  iframe: readFrame,
  video: readMedia,
  audio: readMedia,
  blockquote: readQuote,
}

const PERMALINK = /^[#¶§🔗⚓]\uFE0F?$/u

function addHeading(element: HtmlElement, flow: Flow): void {
  endParagraph(flow)
  const runs = flow.reader.runsOf(element.children)
  const text = plainText(runs.filter((run) => !(run.href !== null && PERMALINK.test(run.text.trim())))).trim()
  if (text !== '')
    flow.blocks.push({ kind: 'heading', level: Number(element.name[1]), text, anchor: anchorOf(element) })
}

/** The heading's own id, or that of the named anchor or span that plugins put inside it. */
function anchorOf(heading: HtmlElement): string | null {
  const own = heading.attributes['id']
  if (own) return own
  for (const child of heading.children) {
    if (child.kind === 'text') continue
    const id = child.attributes['id'] ?? (child.name === 'a' ? child.attributes['name'] : undefined)
    if (id) return id
  }
  return null
}
