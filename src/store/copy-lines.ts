/**
 * Reads the SQL script that pg_restore writes, as it passes: how many rows each table has in it, and the rows of one table.
 *
 * A backup can be gigabytes, so nothing is kept but the counts. In the text format of `copy` a line is a row: line breaks
 * inside of values are escaped.
 */
import type { Readable } from 'node:stream'

export interface ScriptContents {
  /** Tables whose rows are in the script, the empty ones too. */
  rows: Map<string, number>
  /** First column of the table that was asked for. */
  firstColumn: string[]
}

const COPY = /^COPY (?:"?[^."]+"?\.)?"?([^" ]+)"? \(.*\) FROM stdin;$/
const END = '\\.'
const LINE_BREAK = 10
/** Longer lines are rows of vectors and texts: nobody asks for them. */
const MAX_LINE = 1_000

/** @param table Whose first column is wanted. */
export async function readScript(script: Readable, table: string): Promise<ScriptContents> {
  const contents: ScriptContents = { rows: new Map(), firstColumn: [] }
  let current: string | null = null
  // The beginning of a line that goes on in the next piece.
  let head = ''
  const take = (line: string) => {
    if (current === null) {
      current = COPY.exec(line)?.[1] ?? null
      if (current !== null) contents.rows.set(current, 0)
    } else if (line === END) current = null
    else {
      contents.rows.set(current, (contents.rows.get(current) ?? 0) + 1)
      if (current === table) contents.firstColumn.push(line.split('\t', 1)[0] ?? '')
    }
  }
  for await (const piece of script as AsyncIterable<Buffer>) {
    let at = 0
    for (let end = piece.indexOf(LINE_BREAK); end !== -1; end = piece.indexOf(LINE_BREAK, at)) {
      take(head + textOf(piece, at, end, head.length))
      head = ''
      at = end + 1
    }
    head += textOf(piece, at, piece.length, head.length)
  }
  return contents
}

/** Cut where it is longer than anything we look for: `latin1` keeps one character a byte, so no character is cut in two. */
function textOf(piece: Buffer, start: number, end: number, has: number): string {
  return piece.toString('latin1', start, Math.min(end, start + Math.max(0, MAX_LINE - has)))
}
