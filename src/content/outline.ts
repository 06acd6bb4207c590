/** Evens out the headings of a post once its blocks are read. */
import type { Block, Heading, Run } from './block.ts'
import { aRun, plainText } from './runs.ts'

/** Longer than this in bold is emphasis. */
const LONGEST_HEADING = 80

/** The title repeated as first heading goes; lines in bold become headings where there are no others. */
export function outline(blocks: readonly Block[], title: string): Block[] {
  const [first] = blocks
  const isTitle = first?.kind === 'heading' && first.text === title && blocks.length > 1
  const own = (isTitle ? blocks.slice(1) : blocks).map(paragraphOfLong)
  return own.some(({ kind }) => kind === 'heading') ? own : own.map((block, at) => pseudoHeading(block, own[at + 1]))
}

/** Whole sentences set as heading for their size: as heading path they would crowd out every chunk below. */
function paragraphOfLong(block: Block): Block {
  if (block.kind !== 'heading' || block.text.length <= 2 * LONGEST_HEADING) return block
  return { kind: 'paragraph', runs: [aRun(block.text, 'strong')] }
}

function pseudoHeading(block: Block, next: Block | undefined): Block {
  if (block.kind !== 'paragraph' || next === undefined || isBoldLine(next) || !isBoldLine(block)) return block
  return {
    kind: 'heading',
    level: 2,
    text: plainText(block.runs).replace(/[:：]$/, ''),
    anchor: null,
  } satisfies Heading
}

function isBoldLine(block: Block): boolean {
  if (block.kind !== 'paragraph') return false
  const text = plainText(block.runs)
  const isBold = block.runs.every(({ mark, note }: Run) => mark === 'strong' && note === null)
  return isBold && text.length <= LONGEST_HEADING && !/[.!\n。]/.test(text)
}
