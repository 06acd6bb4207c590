/** Which sources bear a sentence out: those it cites, or others in their place. Pure. */
import { countClaims, findMissing, hasClaims, type MissingClaim } from './facts/claims.ts'
import { hasName, isSwapped } from './names.ts'
import type { Passage } from './passage.ts'
import type { Said } from './said.ts'
import { hasStem, isNegated, overlapsWith, shareIn, shareInPlace } from './support.ts'

/** Why it is not borne out; see DropReason. */
export type Fault = MissingClaim | 'name' | 'negation' | 'unsupported' | 'no_citation'

/**
 * Share of its words that one place of a passage has. Of 80 answers that people wrote to questions about wpdocs, each with
 * the passage they took it from, 96 % reach it; with passages about other things of the same site, 15 % do.
 */
const SUPPORTED = 0.5
/** So many are enough wherever they stand: a summary takes them from all over. */
const CERTAIN = 0.75
/** Of one that cites nothing, nearly all words have to stand in one sentence. */
const VERBATIM = 0.85
const FEWEST_VERBATIM = 3
/** A source is cited beside others for at least this. */
const BESIDE = 0.3
/** So alike that a "not" in one of the two is what sets them apart. */
const ALIKE = 0.75

export type Support = { passages: readonly Passage[] } | { fault: Fault }

/** The cited passages when they bear it out, else another that does, else both together. */
export function findSupport(said: Said, cited: readonly Passage[], all: () => readonly Passage[]): Support {
  const fault = findFault(said, cited)
  if (fault === null) return { passages: worthCiting(said, cited) }
  const others = all().filter((passage) => !cited.includes(passage))
  const single = bestOf(
    said,
    others.filter((passage) => findFault(said, [passage]) === null),
  )
  if (single) return { passages: [single] }
  const beside = others.find((passage) => findFault(said, [...cited, passage]) === null)
  return beside ? { passages: worthCiting(said, [...cited, beside]) } : { fault }
}

/** Of a sentence that cites nothing: the passage that says it nearly word for word. */
export function findVerbatim(said: Said, all: readonly Passage[]): Support {
  if (said.stems.length < FEWEST_VERBATIM && !hasClaims(said.facts)) return { fault: 'no_citation' }
  const isCode = said.text.startsWith('```')
  const same = all.filter((passage) => {
    if (findFault(said, [passage]) !== null) return false
    if (isCode) return shareIn({ stems: said.stems, asked: NONE, claims: 0 }, [passage]) >= VERBATIM
    return overlapsWith(said.stems, passage).some(({ share }) => share >= VERBATIM)
  })
  const best = bestOf(said, same)
  return best ? { passages: [best] } : { fault: 'no_citation' }
}

const NONE: ReadonlySet<string> = new Set()

/** What the passages together leave open; null when they bear the sentence out. */
export function findFault(said: Said, passages: readonly Passage[]): Fault | null {
  const missing = findMissing(
    said.facts,
    passages.map(({ facts }) => facts),
  )
  if (missing !== null) return missing
  const isNamed = (name: string) => passages.some(({ words, stemText }) => hasName(words, stemText, name))
  // A name that the reader brought along is no invention of the answer.
  if (!said.names.every((name) => said.asked.words.has(name) || isNamed(name))) return 'name'
  const comparable = passages.filter((passage) => !isOtherLanguage(said, passage))
  if (comparable.length === 0) return null
  if (!isAboutTheSame(said, comparable)) return 'unsupported'
  return findContradiction(said, comparable, isNamed)
}

function isAboutTheSame(said: Said, passages: readonly Passage[]): boolean {
  const words = { stems: said.stems, asked: said.asked.stems, claims: countClaims(said.facts) }
  const share = shareIn(words, passages)
  return (
    share >= CERTAIN || (share >= SUPPORTED && passages.some((passage) => shareInPlace(words, passage) >= SUPPORTED))
  )
}

/** In another language than the passage, as the question is: words cannot be compared then, only figures and names. */
function isOtherLanguage({ language, asked }: Said, passage: Passage): boolean {
  return (
    language !== null &&
    passage.language !== null &&
    language !== passage.language &&
    asked.language !== passage.language
  )
}

function findContradiction(said: Said, passages: readonly Passage[], isNamed: (name: string) => boolean): Fault | null {
  const alike = passages.flatMap((passage) =>
    overlapsWith(said.stems, passage).filter(({ likeness }) => likeness >= ALIKE),
  )
  const isSaidNegated = isNegated(said.text)
  if (alike.length > 0 && alike.every(({ unit }) => isNegated(unit.text) !== isSaidNegated)) return 'negation'
  const near = passages.flatMap((passage) =>
    overlapsWith(said.stems, passage).filter(({ share }) => share >= SUPPORTED),
  )
  const isVerbatim = near.some(({ share }) => share === 1)
  return !isVerbatim && near.some(({ unit }) => isSwapped(said.text, unit.text, isNamed)) ? 'name' : null
}

function worthCiting(said: Said, passages: readonly Passage[]): readonly Passage[] {
  const worth = passages.filter((passage) => ownShare(said, passage) >= BESIDE)
  const isEnough = worth.length > 0 && findFault(said, worth) === null
  return isEnough ? worth : passages
}

function bestOf(said: Said, passages: readonly Passage[]): Passage | undefined {
  return passages.toSorted((a, b) => ownShare(said, b) - ownShare(said, a))[0]
}

function ownShare({ stems }: Said, passage: Passage): number {
  const found = stems.filter((stem) => hasStem(passage, stem)).length
  return stems.length === 0 ? 1 : found / stems.length
}
