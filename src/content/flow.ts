/** The paragraph being written while the tree is walked: gathers text, ends at blocks. */
import type { Block, Mark, Run } from './block.ts'
import type { HtmlNode } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { appendRun, aRun, trimRuns } from './runs.ts'
import { splitShortcodes } from './shortcodes.ts'
import { cleanCharacters, dropBlobs } from './unicode.ts'

export interface Flow {
  reader: Reader
  blocks: Block[]
  runs: Run[]
  /** Pictures met inside the paragraph: they follow it. */
  figures: Block[]
  /** Blank lines end paragraphs: at the top of a post whose site has WordPress's own paragraphs switched off. */
  hasBareParagraphs: boolean
  /** The walk itself, for elements that only change the style of what is in them. */
  walkAll: (nodes: readonly HtmlNode[], flow: Flow, style: Style) => void
}

export interface Style {
  mark: Mark
  href: string | null
}

export const PLAIN: Style = { mark: 'plain', href: null }

export function addBreak(flow: Flow): void {
  const last = flow.runs.at(-1)
  if (!last || last.text.endsWith('\n')) return
  last.text = last.note ? last.text : last.text.trimEnd()
  appendRun(flow.runs, aRun('\n', last.mark, last.href))
}

export function addText(text: string, flow: Flow, style: Style): void {
  // A shortcode shown in code is an example, not a shortcode.
  const shortcodes = style.mark === 'code' ? null : splitShortcodes(text)
  if (shortcodes?.hasBuilder) flow.reader.sawBuilder = true
  for (const piece of shortcodes?.pieces ?? [{ kind: 'text' as const, text }]) {
    if (piece.kind !== 'text') endParagraph(flow)
    if (piece.kind !== 'break') addParagraphs(piece.text, flow, style)
    if (piece.kind === 'paragraph') endParagraph(flow)
  }
}

function addParagraphs(text: string, flow: Flow, style: Style): void {
  const parts = flow.hasBareParagraphs && BLANK_LINE.test(text) ? text.split(BLANK_LINE) : [text]
  for (const [at, part] of parts.entries()) {
    if (at > 0) endParagraph(flow)
    addPlainText(part, flow, style)
  }
}

const BLANK_LINE = /\n[ \t\r]*\n/

function addPlainText(text: string, flow: Flow, { mark, href }: Style): void {
  const collapsed = dropBlobs(cleanCharacters(text)).replace(/[ \t\n\r\f]+/g, ' ')
  if (collapsed !== '' && !(collapsed === ' ' && flow.runs.length === 0)) {
    appendRun(flow.runs, { text: collapsed, mark, href, note: null })
  }
}

export function endParagraph(flow: Flow): void {
  if (flow.runs.length > 0) {
    const runs = trimRuns(flow.runs)
    if (runs.length > 0) flow.blocks.push({ kind: 'paragraph', runs })
    flow.runs = []
  }
  if (flow.figures.length > 0) {
    for (const figure of flow.figures) flow.blocks.push(figure)
    flow.figures = []
  }
}
