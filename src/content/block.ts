/** The cleaned post as a list of blocks: what read.ts makes and chunk.ts cuts. Data only. */

/** A stretch of text in one style. A paragraph is a list of them. */
export interface Run {
  /** White space collapsed; `\n` is a line break the author set. */
  text: string
  mark: Mark
  /** Absolute http, https or mailto address the text links to. */
  href: string | null
  /** The footnote this run refers to; its text is then the mark, such as `[^1]`. */
  note: Note | null
}

/** Emphasis in italics is left out: it carries no meaning a search or a reader of an answer needs. */
export type Mark = 'plain' | 'strong' | 'code' | 'deleted'

export interface Note {
  label: string
  runs: Run[]
}

export interface Heading {
  kind: 'heading'
  level: number
  text: string
  anchor: string | null
}

/** `figure` is a paragraph that stands for a picture or a film, such as `Image: alt — caption`. */
export interface Paragraph {
  kind: 'paragraph' | 'figure'
  runs: Run[]
}

export interface List {
  kind: 'list'
  entries: Entry[]
}

export interface Entry {
  /** 0 for the outermost list. */
  depth: number
  /** `-` or `3.`; empty for a further paragraph of the entry before. */
  marker: string
  runs: Run[]
}

export interface Table {
  kind: 'table'
  caption: Run[]
  /** As many cells as every row; cells are empty when the table has no header. */
  header: Run[][]
  rows: Run[][][]
}

export interface Code {
  kind: 'code'
  /** Lower case, empty when not said. */
  language: string
  text: string
}

/** A question of an FAQ or the title of an accordion, tab or `details`, with what it opens: one unit. */
export interface Faq {
  kind: 'faq'
  question: Run[]
  answer: Block[]
}

export interface Quote {
  kind: 'quote'
  blocks: Block[]
}

export type Block = Heading | Paragraph | List | Table | Code | Faq | Quote
