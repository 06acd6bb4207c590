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
}

export interface PieceSection {
  path: Heading[]
  units: Unit[]
}

/** Fewer tokens than this are too little to be found or understood alone. */
const SMALL = 80

export function packSection({ path }: Section, units: readonly Unit[], { goal, limit }: Budget): Piece[] {
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
  // A heading with nothing under it is a line of text itself.
  const shared = units.length > 0 ? path : path.slice(0, -1)
  return groups.map((group) => ({ path: shared, sections: [{ path, units: group }], tokens: tokensOf(group) }))
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
  const done: Piece[] = []
  for (const piece of pieces) {
    const last = done.at(-1)
    const both = last && mayJoin(last, piece, level) ? joined(last, piece, count) : null
    if (both && both.tokens <= most) done[done.length - 1] = both
    else done.push(piece)
  }
  return done
}

type Count = (text: string) => number

function mayJoin(before: Piece, piece: Piece, level: number): boolean {
  if (piece.sections[0]?.units[0]?.startsPassage) return false
  if (isBare(before) || isBare(piece)) return true
  if (before.tokens >= SMALL && piece.tokens >= SMALL) return false
  return groupOf(before.path, level) === groupOf(piece.path, level)
}

/** Only headings: no passage of its own, whatever it belongs to. */
function isBare({ sections }: Piece): boolean {
  return sections.every(({ units }) => units.length === 0)
}

function joined(before: Piece, piece: Piece, count: Count): Piece {
  const path = commonPath(before.path, piece.path)
  const sections = [...before.sections, ...piece.sections]
  let tokens = 0
  for (const { headings, units } of withHeadings({ path, sections, tokens })) {
    for (const { text } of headings) tokens += count(text) + 3
    tokens += tokensOf(units)
  }
  return { path, sections, tokens }
}

/** Each section with the headings that have to stand as lines in the passage: those not shared and not yet said. */
export function withHeadings({ path, sections }: Piece): { headings: Heading[]; units: Unit[] }[] {
  const said = new Set(path)
  return sections.map((section) => {
    const headings = section.path.filter((heading) => !said.has(heading))
    for (const heading of headings) said.add(heading)
    return { headings, units: section.units }
  })
}
