/** Packs the units of each section into pieces of about the goal, then joins pieces too small to say much. */
import type { Heading } from './block.ts'
import { commonPath, groupOf, type Section } from './sections.ts'
import type { Budget } from './split-text.ts'
import { SLACK, type Unit } from './units.ts'

/** What becomes one passage. */
export interface Piece {
  /** Headings all its sections share. */
  path: Heading[]
  sections: PieceSection[]
  tokens: number
  /** Only headings: no passage of its own when there is another, whatever it belongs to. */
  isBare: boolean
}

export interface PieceSection {
  path: Heading[]
  units: Unit[]
}

/** Fewer tokens than this are too little to be found or understood alone. */
const SMALL = 80

export function packSection({ path, isBare }: Section, units: readonly Unit[], { goal, limit }: Budget): Piece[] {
  const groups: Unit[][] = [[]]
  let left = tokensOf(units)
  const isOne = left <= goal * SLACK
  let tokens = 0
  for (const unit of units) {
    const group = groups.at(-1) ?? []
    // Somewhat more than the goal is better than a scrap before or after.
    const isRoomy = isOne || left < SMALL || tokens < SMALL
    const most = Math.min(limit, isRoomy ? goal * SLACK : goal)
    if (group.length > 0 && (unit.startsPassage || tokens + 1 + unit.tokens > most)) {
      groups.push(leadingOn(group, unit, limit))
      tokens = tokensOf(groups.at(-1) ?? [])
    }
    groups.at(-1)?.push(unit)
    tokens += unit.tokens + 1
    left -= unit.tokens + 1
  }
  return groups.map((group) => ({ path, sections: [{ path, units: group }], tokens: tokensOf(group), isBare }))
}

/** Takes from the end of a full group what introduces the next unit. */
function leadingOn(group: Unit[], next: Unit, limit: number): Unit[] {
  const last = group.at(-1)
  if (group.length < 2 || !last?.leadsOn || last.startsPassage || next.startsPassage) return []
  if (last.tokens + 1 + next.tokens > limit) return []
  group.pop()
  return [last]
}

/** One more for each join; joined text never has more tokens than that. */
function tokensOf(units: readonly Unit[]): number {
  let tokens = 0
  for (const unit of units) tokens += unit.tokens + 1
  return tokens
}

/** Small pieces join the one before, or the one after, under the same heading of the given level. */
export function joinSmall(pieces: readonly Piece[], level: number, { goal, limit }: Budget, count: Count): Piece[] {
  const most = Math.min(limit, goal * SLACK)
  const sizes = new Map<Heading, number>()
  const sizeOf: SizeOf = (heading) => {
    const size = sizes.get(heading) ?? count(heading.text) + 3
    sizes.set(heading, size)
    return size
  }
  const done: Piece[] = []
  for (const piece of pieces) {
    const last = done.at(-1)
    const both = last && mayJoin(last, piece, level) ? joined(last, piece, sizeOf) : null
    if (both && both.tokens <= most) done[done.length - 1] = both
    else done.push(piece)
  }
  return done
}

type Count = (text: string) => number
/** Tokens of a heading that stands as a line in the passage. */
type SizeOf = (heading: Heading) => number

function mayJoin(before: Piece, piece: Piece, level: number): boolean {
  if (piece.sections[0]?.units[0]?.startsPassage) return false
  if (before.isBare || piece.isBare) return true
  if (before.tokens >= SMALL && piece.tokens >= SMALL) return false
  return groupOf(before.path, level) === groupOf(piece.path, level)
}

function joined(before: Piece, piece: Piece, sizeOf: SizeOf): Piece {
  // A bare heading ends the passage before it and does not change where that stands.
  const path = piece.isBare ? before.path : commonPath(before.path, piece.path)
  const sections = [...before.sections, ...piece.sections]
  let tokens = 0
  for (const { headings, units } of withHeadings({ path, sections })) {
    for (const heading of headings) tokens += sizeOf(heading)
    tokens += tokensOf(units)
  }
  return { path, sections, tokens, isBare: before.isBare && piece.isBare }
}

/** Each section with the headings that have to stand as lines in the passage: those not shared and not yet said. */
export function withHeadings({
  path,
  sections,
}: Pick<Piece, 'path' | 'sections'>): { headings: Heading[]; units: Unit[] }[] {
  const said = new Set(path)
  return sections.map((section) => {
    const headings = section.path.filter((heading) => !said.has(heading))
    for (const heading of headings) said.add(heading)
    return { headings, units: section.units }
  })
}
