/** Blocks rendered and counted: the smallest things the packing of passages moves around. */
import type { Block, Note, Paragraph } from './block.ts'
import { FOR_EMBEDDING, FOR_PEOPLE, notesOfBlock, renderBlock, renderNote } from './markdown.ts'
import { aRun, plainText } from './runs.ts'
import { type Cutting, splitBlock, splitPlain } from './split-block.ts'
import { type Budget, lessened, MOST_CHARACTERS_PER_TOKEN } from './split-text.ts'

export interface Unit {
  /** With link targets. */
  content: string
  /** Without. */
  embed: string
  /** Of `embed` and of the notes it refers to. */
  tokens: number
  notes: Note[]
  /** A further part of a block that was split: repeats something of the part before, so never beside it. */
  startsPassage: boolean
  /** Introduces the unit after it: not the last of a passage. */
  leadsOn: boolean
}

/** Prose somewhat over the goal stays whole. */
export const SLACK = 1.3
/** A lead-in is repeated over later parts of its list when it is no longer than this, in characters. */
const LONGEST_LEAD_IN = 200

export function unitsOf(blocks: readonly Block[], budget: Budget, cutting: Cutting): Unit[] {
  return blocks.flatMap((block, at) => {
    const leadIn = leadInOf(blocks[at - 1], block)
    const units = unitsOfBlock(block, leadIn, budget, cutting)
    const last = units.at(-1)
    if (last && leadInOf(block, blocks[at + 1])) last.leadsOn = true
    return units
  })
}

/** `Do this:` before a list, table or code; any short paragraph before steps. */
function leadInOf(before: Block | undefined, block: Block | undefined): Paragraph | null {
  if (before?.kind !== 'paragraph' || !block) return null
  if (block.kind !== 'list' && block.kind !== 'table' && block.kind !== 'code') return null
  const text = plainText(before.runs)
  if (text.length > LONGEST_LEAD_IN) return null
  const isSteps = block.kind === 'list' && /^\d/.test(block.entries[0]?.marker ?? '')
  return isSteps || /[:：]$/.test(text) ? before : null
}

function unitsOfBlock(block: Block, leadIn: Paragraph | null, budget: Budget, cutting: Cutting): Unit[] {
  const whole = unitOf(block, budget, cutting)
  if (whole.tokens <= mostWhole(block, budget)) return [whole]

  const lead = repeatedLeadIn(block, leadIn, budget, cutting)
  const inner = lead ? lessened(budget, lead.tokens + 1) : budget
  return splitBlock(block, inner, cutting).flatMap((part, at) => {
    const [first, ...others] = fittingUnits(part, inner, cutting)
    if (!first || at === 0) return first ? [first, ...others] : []
    return [{ ...(lead ? under(lead, first) : first), startsPassage: true }, ...others]
  })
}

/** Only a list needs it, and only a small part of each passage may be spent on it. */
function repeatedLeadIn(block: Block, leadIn: Paragraph | null, budget: Budget, cutting: Cutting): Unit | null {
  const lead = block.kind === 'list' && leadIn ? unitOf(leadIn, budget, cutting) : null
  return lead && lead.tokens * 4 <= budget.limit ? lead : null
}

/** Tables, code and questions are worth more whole than of the right size. */
function mostWhole(block: Block, { goal, limit }: Budget): number {
  const isProse = block.kind === 'paragraph' || block.kind === 'list' || block.kind === 'quote'
  return isProse ? Math.min(limit, goal * SLACK) : limit
}

/** Marks and footnotes can take a part that was cut to size over the limit. */
function fittingUnits(block: Block, budget: Budget, cutting: Cutting): Unit[] {
  const unit = unitOf(block, budget, cutting)
  if (unit.tokens <= budget.limit) return [unit]
  const bare = unitOf(block, budget, cutting, [])
  const own =
    bare.tokens <= budget.limit
      ? [bare]
      : splitPlain(block, budget, cutting).map((part) => unitOf(part, budget, cutting, []))
  return [...own, ...unit.notes.flatMap((note) => unitsOfBlock(paragraphOf(note), null, budget, cutting))]
}

function paragraphOf({ label, runs }: Note): Block {
  return { kind: 'paragraph', runs: [aRun(`[^${label}]: `), ...runs] }
}

function unitOf(block: Block, { limit }: Budget, { count }: Cutting, notes: Note[] = notesOfBlock(block)): Unit {
  const content = renderBlock(block, FOR_PEOPLE)
  const embed = renderBlock(block, FOR_EMBEDDING)
  const isLong = embed.length > limit * MOST_CHARACTERS_PER_TOKEN
  let tokens = isLong ? Number.POSITIVE_INFINITY : count(embed)
  for (const note of notes) tokens += count(renderNote(note, FOR_EMBEDDING)) + 1
  return { content, embed, tokens, notes, startsPassage: false, leadsOn: false }
}

function under(lead: Unit, unit: Unit): Unit {
  return {
    ...unit,
    content: `${lead.content}\n\n${unit.content}`,
    embed: `${lead.embed}\n\n${unit.embed}`,
    tokens: lead.tokens + 1 + unit.tokens,
  }
}
