/** Divides a text into parts of about equal size, none above a limit, at the coarsest boundaries that allow it. */
import type { Cut } from './segments.ts'

export interface Budget {
  /** Tokens a part should have. */
  goal: number
  /** Tokens no part may exceed. */
  limit: number
  /** Tokens of the part before that may be repeated; 0 for none. */
  overlap: number
}

/** Room for something every part has to carry besides. */
export function lessened({ goal, limit, overlap }: Budget, by: number): Budget {
  return { goal: Math.max(1, goal - by), limit: Math.max(1, limit - by), overlap }
}

export interface Part {
  start: number
  end: number
}

interface Atom extends Part {
  tokens: number
  /** Stands at the first step of the ladder: a whole sentence. */
  isWhole: boolean
}

/** Text longer than this many characters per token of the limit is over it in every language and tokenizer. */
export const MOST_CHARACTERS_PER_TOKEN = 16

/**
 * Parts in order; together they cover the text. A part may begin with the last sentence or two of the part before.
 *
 * @param count Tokens of a text. Called once for each piece, never with more than 16 times `limit` characters.
 */
export function splitText(
  text: string,
  ladder: readonly Cut[],
  budget: Budget,
  count: (text: string) => number,
): Part[] {
  const atoms: Atom[] = []
  atomise(text, 0, ladder, 0)

  function atomise(piece: string, offset: number, cuts: readonly Cut[], step: number): void {
    let start = offset
    for (const segment of cuts[0]?.(piece) ?? [piece]) {
      const isLong = segment.length > budget.limit * MOST_CHARACTERS_PER_TOKEN
      const tokens = isLong ? Number.POSITIVE_INFINITY : count(segment)
      if (tokens <= budget.limit || cuts.length <= 1) {
        atoms.push({ start, end: start + segment.length, tokens, isWhole: step === 0 })
      } else {
        atomise(segment, start, cuts.slice(1), step + 1)
      }
      start += segment.length
    }
  }

  return withOverlap(packed(atoms, budget), budget)
}

/** Even parts instead of full ones and a rest: the rest would be a chunk that says nothing. */
function packed(atoms: readonly Atom[], { goal, limit }: Budget): Atom[][] {
  const total = atoms.reduce((sum, { tokens }) => sum + tokens, 0)
  const even = total / Math.ceil(total / goal)
  const parts: Atom[][] = []
  let part: Atom[] = []
  let tokens = 0
  for (const atom of atoms) {
    // The boundary nearer to the even size.
    if (part.length > 0 && (tokens + atom.tokens / 2 > even || tokens + atom.tokens > limit)) {
      parts.push(part)
      part = []
      tokens = 0
    }
    part.push(atom)
    tokens += atom.tokens
  }
  if (part.length > 0) parts.push(part)
  return parts
}

function withOverlap(parts: readonly Atom[][], { limit, overlap }: Budget): Part[] {
  return parts.map((part, at) => {
    const start = part[0]?.start ?? 0
    const end = part.at(-1)?.end ?? start
    const tokens = part.reduce((sum, atom) => sum + atom.tokens, 0)
    let from = start
    let repeated = 0
    for (const sentence of (parts[at - 1] ?? []).slice(-2).reverse()) {
      repeated += sentence.tokens
      if (!sentence.isWhole || repeated > overlap || tokens + repeated > limit) break
      from = sentence.start
    }
    return { start: from, end }
  })
}
