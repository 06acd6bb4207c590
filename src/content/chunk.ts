/** Cuts a cleaned post into passages that follow its headings and blocks. Pure; the step after read.ts. */
import type { Passage } from '../types.ts'
import type { Note } from './block.ts'
import { sha256 } from './hash.ts'
import { headerLine } from './header.ts'
import { FOR_EMBEDDING, FOR_PEOPLE, renderNote } from './markdown.ts'
import { joinSmall, type Piece, packSection, withHeadings } from './pieces.ts'
import type { CleanPost } from './read.ts'
import { groupLevel, type Section, sectionsOf } from './sections.ts'
import { unitsOf } from './units.ts'

export interface ChunkOptions {
  /**
   * Tokens of a text as the embedder counts them, or a close upper bound. Called once per block, with at most
   * 16 × `maxTokens` characters.
   */
  countTokens: (text: string) => number
  /** Size a passage should have; 300 was measured best. */
  targetTokens: number
  /** No passage has more, header line included. At least 32. */
  maxTokens: number
  /** Most tokens repeated where one paragraph had to be split; 0 for none. */
  overlapTokens: number
}

/**
 * In order of the text; none for a post without text. Every word of the post is in a passage. Sections are cut each for
 * itself, so that a changed paragraph leaves the passages of other sections as they were.
 */
export function chunk(clean: CleanPost, options: ChunkOptions): Passage[] {
  if (clean.skip !== null) return []
  const { title, language } = clean.document
  const headers = new Map<string, Header>()
  const headerOf = (piece: Pick<Piece, 'path'>): Header => {
    const headings = piece.path.map(({ text }) => text)
    const key = headings.join('\n')
    const known = headers.get(key)
    if (known) return known
    const line = headerLine(title, headings, { maxTokens: options.maxTokens, count: options.countTokens })
    const header = { line, headings, tokens: options.countTokens(line) + 1 }
    headers.set(key, header)
    return header
  }

  const pieces = sectionsOf(clean.blocks).flatMap((section) =>
    piecesOf(section, headerOf(section).tokens, language, options),
  )
  // A joined piece has the header of its shared headings, which may be any of these.
  const tightest = budgetOf(
    [...headers.values()].reduce((most, { tokens }) => Math.max(most, tokens), 0),
    options,
  )
  const joined = joinSmall(pieces, groupLevel(clean.blocks), tightest, options.countTokens)
  return joined.map((piece, position) => passageOf(piece, headerOf(piece), { position, count: options.countTokens }))
}

interface Header {
  line: string
  headings: string[]
  tokens: number
}

function piecesOf(section: Section, headerTokens: number, language: string, options: ChunkOptions): Piece[] {
  const budget = budgetOf(headerTokens, options)
  const units = unitsOf(section.blocks, budget, { language, count: options.countTokens })
  return packSection(section, units, budget)
}

/** What header line and joins leave for the text. */
function budgetOf(headerTokens: number, { targetTokens, maxTokens, overlapTokens }: ChunkOptions) {
  const limit = Math.max(8, maxTokens - headerTokens - 2)
  const goal = Math.min(limit, Math.max(8, targetTokens - headerTokens))
  return { goal, limit, overlap: Math.min(overlapTokens, limit / 2) }
}

function passageOf(
  piece: Piece,
  header: Header,
  { position, count }: { position: number; count: (text: string) => number },
): Passage {
  const notes = new Set<Note>()
  const content: string[] = []
  const embed: string[] = [header.line]
  for (const { headings, units } of withHeadings(piece)) {
    const lines = headings.map(({ level, text }) => `${'#'.repeat(Math.max(3, level))} ${text}`)
    content.push(...lines, ...units.map((unit) => unit.content))
    embed.push(...lines, ...units.map((unit) => unit.embed))
    for (const unit of units) for (const note of unit.notes) notes.add(note)
  }
  for (const note of notes) {
    content.push(renderNote(note, FOR_PEOPLE))
    embed.push(renderNote(note, FOR_EMBEDDING))
  }
  const embedText = embed.join('\n\n')
  return {
    position,
    headings: header.headings,
    anchor: anchorOf(piece),
    content: content.join('\n\n'),
    embedText,
    // Exact: what the pieces were packed by is a close upper bound.
    tokenCount: count(embedText),
    textHash: sha256(embedText),
  }
}

/** Of the nearest heading above the beginning of the passage that has one. */
function anchorOf({ sections }: Piece): string | null {
  return sections[0]?.path.findLast(({ anchor }) => anchor !== null)?.anchor ?? null
}
