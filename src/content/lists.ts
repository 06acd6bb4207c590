/** Lists of every kind as flat entries with a depth. An entry's table, code or heading becomes a block of its own. */
import type { Block, Entry, List, Run } from './block.ts'
import { anElement, childElements, type HtmlElement, type HtmlNode } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { aRun, joinRuns } from './runs.ts'

/** Deeper nesting is shown at this depth. */
const DEEPEST = 8

export function readList(list: HtmlElement, reader: Reader): Block[] {
  const writer = new ListWriter()
  const start = Number.parseInt(list.attributes['start'] ?? '', 10)
  const isOrdered = list.name === 'ol'
  let number = Number.isSafeInteger(start) ? start : 1
  for (const child of list.children) {
    if (child.kind === 'text' && child.text.trim() === '') continue
    const value = child.kind === 'element' ? Number.parseInt(child.attributes['value'] ?? '', 10) : Number.NaN
    if (isOrdered && Number.isSafeInteger(value)) number = value
    const nodes: readonly HtmlNode[] = child.kind === 'element' && child.name === 'li' ? child.children : [child]
    if (writer.writeEntry(reader.blocksOf(nodes), isOrdered ? `${number}.` : '-')) number += 1
  }
  return writer.blocks
}

/** `dl`: one entry per term, its one definition after a colon, several below it. */
export function readDefinitions(list: HtmlElement, reader: Reader): Block[] {
  const writer = new ListWriter()
  for (const { terms, definitions } of groupsOf(list)) {
    const term = joinRuns(
      terms.map((element) => strong(reader.runsOf(element.children))),
      ', ',
    )
    const blocks = definitions.map((element) => reader.blocksOf(element.children)).filter(({ length }) => length > 0)
    const only = blocks[0]?.[0]
    if (blocks.length === 1 && term.length > 0 && only?.kind === 'paragraph') {
      const runs = [...term, aRun(': '), ...only.runs]
      writer.writeEntry([{ kind: 'paragraph', runs }, ...(blocks[0]?.slice(1) ?? [])], '-')
    } else if (term.length > 0) {
      const below: List = { kind: 'list', entries: [] }
      const others = blocks.flat().filter((block) => !addParagraph(below.entries, block))
      writer.writeEntry([{ kind: 'paragraph', runs: term }, below, ...others], '-')
    } else {
      for (const some of blocks) writer.writeEntry(some, '-')
    }
  }
  return writer.blocks
}

function addParagraph(entries: Entry[], block: Block): boolean {
  if (block.kind !== 'paragraph') return false
  entries.push({ depth: 0, marker: '-', runs: block.runs })
  return true
}

/** A run of terms and the definitions that follow; `div` may group them. */
function groupsOf(list: HtmlElement): { terms: HtmlElement[]; definitions: HtmlElement[] }[] {
  const groups: { terms: HtmlElement[]; definitions: HtmlElement[] }[] = []
  const parts = list.children.flatMap((child) => {
    if (child.kind === 'text') return child.text.trim() === '' ? [] : [anElement('dd', {}, [child])]
    return child.name === 'div' ? childElements(child) : [child]
  })
  for (const part of parts) {
    let group = groups.at(-1)
    if (!group || (part.name === 'dt' && group.definitions.length > 0)) {
      group = { terms: [], definitions: [] }
      groups.push(group)
    }
    if (part.name === 'dt') group.terms.push(part)
    else group.definitions.push(part)
  }
  return groups
}

function strong(runs: Run[]): Run[] {
  return runs.map((run) => (run.mark === 'plain' && run.note === null ? { ...run, mark: 'strong' } : run))
}

/** A class because entries go into an open list that other blocks close. */
class ListWriter {
  readonly blocks: Block[] = []
  private open: List | null = null

  /** @returns Whether anything was written: an empty `li` takes no number. */
  writeEntry(blocks: readonly Block[], marker: string): boolean {
    let isFirst = true
    for (const block of blocks) {
      if (block.kind === 'paragraph' && (isFirst || this.open !== null)) {
        this.write({ depth: 0, marker: isFirst ? marker : '', runs: block.runs })
      } else if (block.kind === 'list') {
        for (const entry of block.entries) {
          // Changed in place: lists nested by the hundred would be copied as often.
          entry.depth = Math.min(entry.depth + 1, DEEPEST)
          this.write(entry)
        }
      } else {
        this.blocks.push(block)
        this.open = null
      }
      isFirst = false
    }
    return blocks.length > 0
  }

  private write(entry: Entry): void {
    if (this.open === null) {
      this.open = { kind: 'list', entries: [] }
      this.blocks.push(this.open)
    }
    this.open.entries.push(entry)
  }
}
