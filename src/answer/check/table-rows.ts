/** Rows of a Markdown table as sentences: each cell with the name of its column, so that a row can stand alone. */

export interface TableRows {
  /** The rows that this line finishes: none for the header and the line below it. */
  push(line: string): string[]
  /** The row that no other followed. */
  end(): string[]
}

export function openTableRows(): TableRows {
  let first: string[] | null = null
  let header: string[] | null = null
  return {
    push(line) {
      const cells = cellsOf(line)
      if (header !== null) return toRow(cells, header)
      if (first === null) {
        first = cells
        return []
      }
      const isHeader = /^[\s|:-]+$/.test(line)
      header = isHeader ? first : []
      return isHeader ? [] : [...toRow(first, []), ...toRow(cells, [])]
    },
    end() {
      const lonely = header === null && first !== null ? toRow(first, []) : []
      first = null
      header = null
      return lonely
    },
  }
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim())
}

function toRow(cells: readonly string[], header: readonly string[]): string[] {
  const named = cells.flatMap((cell, index) => {
    const name = header[index] ?? ''
    if (cell === '') return []
    return [name === '' ? cell : `${name}: ${cell}`]
  })
  return named.length === 0 ? [] : [named.join('; ')]
}
