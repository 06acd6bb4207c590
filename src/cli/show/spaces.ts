/** Spaces, as people read them. Pure. */
import type { SpaceStatus } from '../../types.ts'
import { count } from './format.ts'
import { printable } from './plain.ts'

export const NO_SPACE = 'No passage was embedded yet. The first sync makes a space: askpress sync'

/** One line each, in columns. */
export function spaceLines(spaces: readonly SpaceStatus[]): string[] {
  const rows = spaces.map((space) => [
    String(space.id),
    space.state,
    count(space.embedded),
    `of ${count(space.chunks)}`,
    `${printable(space.model)}, ${count(space.dimensions)} dimensions${space.isDeclined ? ', left by hand' : ''}`,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  '),
  )
}
