/** What the readers of single elements (tables, lists, figures …) share while one post is read. */
import type { Block, Run } from './block.ts'
import type { Footnotes } from './footnotes.ts'
import type { HtmlElement, HtmlNode } from './html-tree.ts'
import type { Panels } from './panels.ts'

export interface Reader {
  /** Permalink of the post: links are relative to it. */
  baseUrl: string
  panels: Panels
  footnotes: Footnotes
  /** Elements read out of turn, such as the caption of a figure: passed over when their turn comes. */
  taken: Set<HtmlElement>
  /** Set as soon as raw shortcodes of a page builder are seen. */
  sawBuilder: boolean
  blocksOf: (nodes: readonly HtmlNode[]) => Block[]
  /** The nodes as one line. */
  runsOf: (nodes: readonly HtmlNode[]) => Run[]
}
