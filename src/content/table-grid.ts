/** The cells of an HTML table in their rows and columns, spans filled in and clamped. */
import type { Run } from './block.ts'
import { childElements, type HtmlElement } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { joinRuns } from './runs.ts'

/** `colspan="100000000"` must not cost memory; what is wider than this is a picture, not data. */
const MOST_COLUMNS = 50
const MOST_ROWSPAN = 200

export interface TableRow {
  cells: HtmlElement[]
  /** Stands in the table's head. */
  isHead: boolean
}

/** The rows of this table, head first and foot last, not those of tables inside its cells. */
export function rowsOf(table: HtmlElement): TableRow[] {
  const head: TableRow[] = []
  const body: TableRow[] = []
  const foot: TableRow[] = []
  const collect = (parent: HtmlElement, rows: TableRow[]) => {
    for (const child of childElements(parent)) {
      if (child.name === 'tr') {
        const cells = childElements(child).filter(({ name }) => name === 'td' || name === 'th')
        if (cells.length > 0) rows.push({ cells, isHead: rows === head })
      } else if (child.name === 'thead') collect(child, head)
      else if (child.name === 'tbody') collect(child, body)
      else if (child.name === 'tfoot') collect(child, foot)
    }
  }
  collect(table, body)
  return [...head, ...body, ...foot]
}

/**
 * Rows of equal width. A cell that spans rows is repeated, so that each row can be read alone; one that spans columns
 * only over a second row of headings (`Price day`, `Price week`).
 */
export function gridOf(rows: readonly TableRow[], reader: Reader): Run[][][] {
  const spans: Span[] = []
  const isGrouped = rows.filter(({ isHead }) => isHead).length > 1
  const grid = rows.map(({ cells, isHead }) => lineOf(cells, spans, { reader, repeatsColumns: isHead && isGrouped }))
  // Columns that only a span or an empty cell made.
  const width = grid.reduce((most, line) => Math.max(most, line.findLastIndex((cell) => cell.length > 0) + 1), 0)
  return grid.map((line) => Array.from({ length: width }, (_, column) => line[column] ?? []))
}

/** What a cell of an earlier row still owes to its column. */
interface Span {
  rowsLeft: number
  runs: Run[]
}

interface Filling {
  reader: Reader
  repeatsColumns: boolean
}

function lineOf(cells: readonly HtmlElement[], spans: Span[], { reader, repeatsColumns }: Filling): Run[][] {
  const line: Run[][] = []
  const addSpanned = () => {
    for (let span = spans[line.length]; span && span.rowsLeft > 0; span = spans[line.length]) {
      span.rowsLeft -= 1
      line.push(span.runs)
    }
  }
  for (const cell of cells) {
    addSpanned()
    const runs = reader.runsOf(cell.children)
    const last = line.at(-1)
    if (line.length >= MOST_COLUMNS && last) {
      line[line.length - 1] = joinRuns([last, runs], ' ')
      continue
    }
    const columns = Math.min(spanOf(cell, 'colspan', MOST_COLUMNS), MOST_COLUMNS - line.length)
    const rowsLeft = spanOf(cell, 'rowspan', MOST_ROWSPAN) - 1
    for (let column = 0; column < columns; column++) {
      const own = column === 0 || repeatsColumns ? runs : []
      spans[line.length] = { rowsLeft, runs: own }
      line.push(own)
    }
  }
  addSpanned()
  return line
}

function spanOf(cell: HtmlElement, name: 'colspan' | 'rowspan', most: number): number {
  const value = Number.parseInt(cell.attributes[name] ?? '1', 10)
  return value >= 1 ? Math.min(value, most) : 1
}
