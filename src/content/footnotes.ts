/**
 * Footnotes of the block editor (`sup.fn`, `ol.wp-block-footnotes`), of Markdown and of the usual plugins: the text of a
 * note travels with the run that refers to it, so that it lands in the same chunk.
 */
import type { Block, Note, Run } from './block.ts'
import { eachElement, findAll, type HtmlElement, hasClass, rawText } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { aRun, plainText } from './runs.ts'

export interface Footnotes {
  /** Definition by its id. */
  byId: ReadonlyMap<string, Definition>
  containers: ReadonlySet<HtmlElement>
}

export interface Definition {
  label: string
  element: HtmlElement
  container: HtmlElement
  /** Read when the first reference is met; false when it is too long to travel. */
  note: Note | false | null
}

const CONTAINERS = [
  'wp-block-footnotes',
  'footnotes',
  'footnotes-list',
  'footnote-list',
  'easy-footnotes-wrapper',
  'footnote_container_overview',
  'modern-footnotes-list',
]
/** About 150 tokens: repeated in every chunk that refers to it. A longer note stays where the notes stand. */
const LONGEST_NOTE = 600
const BACK_ARROW = /^(?:[↩↑⤴⏎⮐^]|\[?(?:back|return)\]?)[\uFE0E\uFE0F]?$/i

export function findFootnotes(root: HtmlElement): Footnotes {
  const byId = new Map<string, Definition>()
  const containers = new Set<HtmlElement>()
  eachElement(root, (element) => {
    if (!hasClass(element, ...CONTAINERS)) return true
    const definitions = findAll(element, ({ name, attributes }) => name === 'li' && attributes['id'] !== undefined)
    if (definitions.length === 0) return true
    containers.add(element)
    for (const definition of definitions) {
      const id = definition.attributes['id'] ?? ''
      byId.set(id, { label: String(byId.size + 1), element: definition, container: element, note: null })
    }
    return false
  })
  return { byId, containers }
}

/** The reference a link stands for, `[^1]` with its note; null when the link goes elsewhere. */
export function readReference(link: HtmlElement, reader: Reader): Run | null {
  const href = link.attributes['href']
  if (reader.footnotes.byId.size === 0 || !href?.startsWith('#')) return null
  const definition = reader.footnotes.byId.get(decodeFragment(href.slice(1)))
  if (!definition) return null

  if (definition.note === null) {
    const runs = reader.runsOf(definition.element.children)
    const fits = runs.length > 0 && plainText(runs).length <= LONGEST_NOTE
    definition.note = fits ? { label: definition.label, runs } : false
  }
  return aRun(`[^${definition.label}]`, 'plain', null, definition.note || null)
}

/** `↩` and its like lead from the note back to the text. */
export function isBackLink(link: HtmlElement): boolean {
  if (!link.attributes['href']?.includes('#')) return false
  return (
    hasClass(link, 'footnote-backref', 'footnote-back', 'easy-footnote-to-top') || BACK_ARROW.test(rawText(link).trim())
  )
}

/** Where the notes stand, only those are left that no run carries along: too long, or never referred to. */
export function readContainer(container: HtmlElement, reader: Reader): Block[] {
  const blocks: Block[] = []
  for (const { label, element, container: own, note } of reader.footnotes.byId.values()) {
    if (note || own !== container) continue
    const runs = reader.runsOf(element.children)
    if (runs.length > 0) blocks.push({ kind: 'paragraph', runs: [aRun(`[^${label}]: `), ...runs] })
  }
  return blocks
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    // A stray % in an id: taken as it is written.
    return fragment
  }
}
