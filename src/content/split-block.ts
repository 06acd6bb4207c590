/** Cuts one block that is too big into smaller ones of its kind. */
import type { Block, Code, Entry, List, Paragraph, Run, Table } from './block.ts'
import { FOR_EMBEDDING, renderBlock, renderEntry, renderRow } from './markdown.ts'
import { aRun, cutRuns, flattenBlocks, joinRuns, plainText } from './runs.ts'
import { codeLadder, proseLadder } from './segments.ts'
import { type Budget, lessened, splitText } from './split-text.ts'

export interface Cutting {
  /** Of the document: rules for the ends of sentences and words. */
  language: string
  count: (text: string) => number
}

/** Every word of the block is in the result, in order. None of the smaller blocks is over the limit, to within marks. */
export function splitBlock(block: Block, budget: Budget, cutting: Cutting): Block[] {
  switch (block.kind) {
    case 'paragraph':
    case 'figure':
      return splitProse(block, budget, cutting)
    case 'list':
      return splitList(block, budget, cutting)
    case 'table':
      return splitTable(block, budget, cutting)
    case 'code':
      return splitCode(block, budget, cutting)
    case 'faq': {
      const question = cutting.count(plainText(block.question)) + 4
      // A question as long as that is no question.
      if (question > budget.limit / 2) return [{ kind: 'paragraph', runs: block.question }, ...block.answer]
      const groups = groupBlocks(block.answer, lessened(budget, question), cutting)
      return groups.map((answer) => ({ ...block, answer }))
    }
    case 'quote':
      // Each line gets a mark of its own.
      return groupBlocks(block.blocks, lessened(budget, budget.limit / 8), cutting).map((blocks) => ({
        ...block,
        blocks,
      }))
    case 'heading':
      return splitProse({ kind: 'paragraph', runs: [aRun(block.text)] }, budget, cutting)
  }
}

/** The last resort: the words alone, without marks, tables or lists. */
export function splitPlain(block: Block, { goal, limit }: Budget, cutting: Cutting): Block[] {
  const text = plainText(flattenBlocks([block]))
  return splitProse(
    { kind: 'paragraph', runs: [aRun(text)] },
    { goal: goal / 2, limit: limit / 2, overlap: 0 },
    cutting,
  )
}

function splitProse(block: Paragraph, budget: Budget, { language, count }: Cutting): Block[] {
  const parts = splitText(plainText(block.runs), proseLadder(language), budget, count)
  return cutRuns(block.runs, parts)
    .filter((runs) => runs.length > 0)
    .map((runs) => ({ ...block, runs }))
}

function splitCode({ language, text }: Code, budget: Budget, cutting: Cutting): Block[] {
  const FENCES = 8
  const inner = { ...lessened(budget, FENCES), overlap: 0 }
  return splitText(text, codeLadder(cutting.language), inner, cutting.count)
    .map(({ start, end }): Code => {
      const part = text
        .slice(start, end)
        .replace(/^(?:[ \t]*\n)+/, '')
        .trimEnd()
      return { kind: 'code', language, text: part }
    })
    .filter((code) => code.text !== '')
}

/** Parts keep their numbers; a part that begins inside an entry repeats the entries it belongs to. */
function splitList(list: List, budget: Budget, cutting: Cutting): Block[] {
  const lists: List[] = []
  let open: Entry[] = []
  let tokens = 0
  for (const entry of list.entries.flatMap((one) => splitEntry(one, budget, cutting))) {
    const size = cutting.count(renderEntry(entry, FOR_EMBEDDING)) + 1
    if (open.length > 0 && tokens + size > budget.goal) {
      lists.push({ kind: 'list', entries: open })
      open = parentsOf(entry, open)
      tokens = open.reduce((sum, parent) => sum + cutting.count(renderEntry(parent, FOR_EMBEDDING)) + 1, 0)
      if (tokens > budget.overlap || tokens + size > budget.limit) {
        open = []
        tokens = 0
      }
    }
    open.push(open.length === 0 ? { ...entry, depth: 0 } : entry)
    tokens += size
  }
  if (open.length > 0) lists.push({ kind: 'list', entries: open })
  return lists
}

function splitEntry(entry: Entry, budget: Budget, cutting: Cutting): Entry[] {
  const text = plainText(entry.runs)
  if (text.length < budget.goal || cutting.count(text) <= budget.goal) return [entry]
  const parts = splitProse({ kind: 'paragraph', runs: entry.runs }, lessened(budget, 4), cutting)
  return parts.map((part, at) => ({
    ...entry,
    marker: at === 0 ? entry.marker : '',
    runs: part.kind === 'paragraph' ? part.runs : [],
  }))
}

/** The entries above `entry`, outermost first. */
function parentsOf(entry: Entry, before: readonly Entry[]): Entry[] {
  const parents: Entry[] = []
  let depth = entry.depth
  for (const one of before.toReversed()) {
    if (one.depth >= depth || one.marker === '') continue
    parents.unshift(one)
    depth = one.depth
  }
  return parents
}

/** By rows, caption and header repeated. */
function splitTable(table: Table, budget: Budget, cutting: Cutting): Block[] {
  const head: Table = { ...table, rows: [] }
  const headTokens = cutting.count(renderBlock(head, FOR_EMBEDDING))
  if (headTokens > budget.goal / 2)
    return splitProse(proseOf([table.caption, ...table.header, ...table.rows.flat()]), budget, cutting)
  const inner = lessened(budget, headTokens)
  const tables: Block[] = []
  let rows: Run[][][] = []
  let tokens = 0
  const close = () => {
    if (rows.length > 0) tables.push({ ...table, rows })
    rows = []
    tokens = 0
  }
  for (const row of table.rows) {
    const line = renderRow(row, FOR_EMBEDDING)
    const size = line.length > inner.limit * 16 ? Number.POSITIVE_INFINITY : cutting.count(line) + 1
    if (tokens + size > inner.goal) close()
    if (size > inner.limit) {
      tables.push(...splitProse(proseOf(row), budget, cutting))
    } else {
      rows.push(row)
      tokens += size
    }
  }
  close()
  return tables
}

function proseOf(cells: readonly Run[][]): Paragraph {
  return { kind: 'paragraph', runs: joinRuns(cells, ' | ') }
}

/** The parts of an answer or a quote in groups of about the goal; what is too big alone is split. */
function groupBlocks(blocks: readonly Block[], budget: Budget, cutting: Cutting): Block[][] {
  const groups: Block[][] = []
  let tokens = 0
  for (const block of blocks.flatMap((one) => fitted(one, budget, cutting))) {
    const size = cutting.count(renderBlock(block, FOR_EMBEDDING)) + 1
    const group = groups.at(-1)
    if (group && tokens + size <= budget.goal) group.push(block)
    else {
      groups.push([block])
      tokens = 0
    }
    tokens += size
  }
  return groups
}

function fitted(block: Block, budget: Budget, cutting: Cutting): Block[] {
  const text = renderBlock(block, FOR_EMBEDDING)
  const fits = text.length <= budget.limit * 16 && cutting.count(text) <= budget.limit
  return fits ? [block] : splitBlock(block, budget, cutting)
}
