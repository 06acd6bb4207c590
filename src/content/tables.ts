/** Data tables as rows of cells; tables that only lay out a page are read as the text they hold. */
import type { Block, Run } from './block.ts'
import { childElements, eachElement, type HtmlElement, type HtmlNode, hasClass, textLength } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { joinRuns, plainText } from './runs.ts'
import { gridOf, rowsOf, type TableRow } from './table-grid.ts'

/** A cell with more text than this, in a table without header cells, is a column of a layout. */
const LONGEST_DATA = 400
const LAYOUT_PARTS = new Set('h1 h2 h3 h4 h5 h6 table figure pre blockquote details iframe video'.split(' '))

export function readTable(table: HtmlElement, reader: Reader): Block[] {
  const rows = rowsOf(table)
  const caption = childElements(table).find(({ name }) => name === 'caption')
  const strays = reader.blocksOf(straysOf(table))
  if (isLayout(table, rows, caption !== undefined)) return [...strays, ...readLayout(rows, caption, reader)]

  const grid = gridOf(rows, reader)
  const headRows = countHeadRows(rows, grid)
  const width = grid[0]?.length ?? 0
  const header = Array.from({ length: width }, (_, column) => headerCell(grid.slice(0, headRows), column))
  const body = grid.slice(headRows).filter((line) => line.some((cell) => cell.length > 0))
  // A head without rows is all there is to say.
  if (body.length === 0 && header.every((cell) => cell.length === 0)) return strays
  return [...strays, { kind: 'table', caption: caption ? reader.runsOf(caption.children) : [], header, rows: body }]
}

const STRUCTURE = new Set(['caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'])

/** What stands in the table outside every cell: browsers show it before the table. */
function straysOf(element: HtmlElement): HtmlNode[] {
  return element.children.flatMap((child) => {
    if (child.kind === 'text') return child.text.trim() === '' ? [] : [child]
    if (!STRUCTURE.has(child.name)) return [child]
    return child.name === 'td' || child.name === 'th' || child.name === 'caption' ? [] : straysOf(child)
  })
}

function isLayout(table: HtmlElement, rows: readonly TableRow[], hasCaption: boolean): boolean {
  const role = table.attributes['role']
  if (role === 'presentation' || role === 'none') return true
  if (rows.every(({ cells }) => cells.length === 1)) return true
  const cells = rows.flatMap((row) => row.cells)
  if (hasCaption || hasClass(table, 'tablepress') || cells.some(({ name }) => name === 'th')) return false
  return cells.some((cell) => holdsLayout(cell) || textLength(cell) > LONGEST_DATA)
}

function holdsLayout(cell: HtmlElement): boolean {
  let found = false
  let paragraphs = 0
  eachElement(cell, ({ name }) => {
    if (name === 'p') paragraphs += 1
    found ||= LAYOUT_PARTS.has(name) || paragraphs > 2
    return !found
  })
  return found
}

/** Cell after cell, each its own blocks; the caption is a paragraph before them. */
function readLayout(rows: readonly TableRow[], caption: HtmlElement | undefined, reader: Reader): Block[] {
  const parts = [...(caption ? [caption] : []), ...rows.flatMap(({ cells }) => cells)]
  return parts.flatMap((part) => reader.blocksOf(part.children))
}

/**
 * The block editor makes tables without header unless asked. A first row in bold is one, and so is one of words over a
 * column of numbers. Any other table gets an empty header: a wrong one would be repeated over every part.
 */
function countHeadRows(rows: readonly TableRow[], grid: readonly Run[][][]): number {
  const marked = rows.filter(({ isHead }) => isHead).length
  if (marked > 0) return marked
  const [first, ...others] = grid
  if (!first || others.length === 0) return 0
  if (rows[0]?.cells.every(({ name }) => name === 'th')) return 1

  if (first.some((cell) => cell.length === 0)) return 0
  if (first.every((cell) => cell.every(({ mark }) => mark === 'strong'))) return 1
  if (others.length < 2 || first.some((cell) => /\d/.test(plainText(cell)))) return 0
  const isNumeric = (column: number) => others.every((row) => /^\W{0,3}\d/.test(plainText(row[column] ?? [])))
  return first.some((_, column) => isNumeric(column)) ? 1 : 0
}

/** Several header rows become one; a cell that spans them is said once. */
function headerCell(headRows: readonly Run[][][], column: number): Run[] {
  const cells = headRows.map((row) => row[column] ?? [])
  const distinct = cells.filter((cell, at) => plainText(cell) !== plainText(cells[at - 1] ?? []))
  return joinRuns(distinct, ' ').map((run) => (run.mark === 'strong' ? { ...run, mark: 'plain' } : run))
}
