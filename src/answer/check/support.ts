/** How much of a sentence a passage says, by words. Pure. */
import type { Passage, PassageUnit, StemSet } from './passage.ts'

/** A word of the question is no news: where the passage lacks it, it weighs half. */
const ASKED = 0.5
/** Part of a longer word, as in compounds: `Ticket` in `Ticketpreis`. */
const SHORTEST_PART = 5

export interface Words {
  /** Stems of the sentence, each once. */
  stems: readonly string[]
  /** Stems of the question. */
  asked: ReadonlySet<string>
  /** Figures and the like that were found to be borne out. */
  claims: number
}

/** @returns 0 to 1; 1 for a sentence without words that say something. */
export function shareIn({ stems, asked, claims }: Words, passages: readonly Passage[]): number {
  let total = claims
  let found = claims
  for (const stem of stems) {
    const isFound = passages.some((passage) => hasStem(passage, stem))
    total += isFound || !asked.has(stem) ? 1 : ASKED
    if (isFound) found++
  }
  return total === 0 ? 1 : found / total
}

export function hasStem({ stems, stemText }: StemSet, stem: string): boolean {
  if (stems.has(stem)) return true
  if (stem.length < SHORTEST_PART) return false
  return stemText.includes(stem) || hasPart(stems, stem)
}

function hasPart(stems: ReadonlySet<string>, word: string): boolean {
  if (word.length < SHORTEST_PART + 3) return false
  for (const stem of stems) if (stem.length >= SHORTEST_PART && word.includes(stem)) return true
  return false
}

export interface Overlap {
  unit: PassageUnit
  passage: Passage
  /** Of the words of the sentence, those that stand in the unit. */
  share: number
  /** Of all words of both, those that they have in common. */
  likeness: number
}

/** Units beside one another that are taken for one place. */
const NEIGHBOURS = 3

/**
 * Of the words of a sentence, those that stand in one place of a passage, its title and headings included. The words of a
 * sentence about something else may all stand in a long passage, but far from each other.
 */
export function shareInPlace({ stems, asked, claims }: Words, { units, labels }: Passage): number {
  const places = stems.map((stem) => ({
    weight: asked.has(stem) ? ASKED : 1,
    isLabel: hasStem(labels, stem),
    inUnits: units.map((unit) => hasStem(unit, stem)),
  }))
  let best = 0
  for (let first = 0; first < Math.max(1, units.length - NEIGHBOURS + 1); first++) {
    let total = claims
    let found = claims
    for (const { weight, isLabel, inUnits } of places) {
      const isFound = isLabel || inUnits.slice(first, first + NEIGHBOURS).some(Boolean)
      total += isFound ? 1 : weight
      if (isFound) found++
    }
    best = Math.max(best, total === 0 ? 1 : found / total)
  }
  return best
}

/** Every unit with what it has in common with a sentence. */
export function overlapsWith(stems: readonly string[], passage: Passage): Overlap[] {
  return passage.units.map((unit) => {
    const shared = stems.filter((stem) => unit.stems.has(stem)).length
    const all = stems.length + unit.stems.size - shared
    return {
      unit,
      passage,
      share: stems.length === 0 ? 0 : shared / stems.length,
      likeness: all === 0 ? 0 : shared / all,
    }
  })
}

const NEGATIONS =
  /(?<!\p{L})(?:not|no|never|without|cannot|neither|nor|none|nobody|nothing|nicht|kein\p{L}*|nie|niemals|ohne|weder|niemand|nichts|ne|pas|jamais|sans|nunca|sin|ni|non|mai|senza|niet|geen|nooit|zonder|não|sem)(?!\p{L})|n['’]t(?!\p{L})/iu

export function isNegated(text: string): boolean {
  return NEGATIONS.test(text)
}
