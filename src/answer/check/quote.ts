/** Which words of a source bear a sentence out, and a link that opens the page at them. Pure. */
import { type KnownAddresses, withoutAddresses } from './addresses.ts'
import { cleanText } from './characters.ts'
import { findMissing, hasClaims, readFacts } from './facts/claims.ts'
import type { Passage } from './passage.ts'
import type { Said } from './said.ts'
import { overlapsWith } from './support.ts'

/** Of these, browsers find a text by its first and its last words. */
const MOST_WORDS = 10
const EDGE_WORDS = 5
const LONGEST_QUOTE = 400
/** Looked at for the figures of the sentence. */
const CANDIDATES = 4

/** @returns words of the passage, verbatim; empty when none are fit to be shown. */
export function quoteFor(
  { stems, facts }: Pick<Said, 'stems' | 'facts'>,
  passage: Passage,
  known: KnownAddresses,
): string {
  // Among units that say as much, the one that says least beside it.
  const ranked = overlapsWith(stems, passage)
    .map(({ unit, share, likeness }) => ({ unit, score: share + 0.3 * likeness }))
    .filter(({ score }) => score > 0 || stems.length === 0)
    .toSorted((a, b) => b.score - a.score)
  const [first] = ranked
  if (!first) return ''
  const close = hasClaims(facts) ? ranked.slice(0, CANDIDATES).filter(({ score }) => score > first.score - 0.3) : []
  const withClaims = close.find(({ unit }) => findMissing(facts, [readFacts(`${unit.context}\n${unit.text}`)]) === null)
  return harmlessRun((withClaims ?? first).unit.quote, known)
}

/** What in a quotation would be more than words in some program. A quotation cannot be changed, but cut. */
const ACTIVE = new RegExp(
  [
    String.raw`</?[a-z!?][^<>]*>?|[<>\x60]`,
    String.raw`!?\[[^\]\n]*\]\([^)\n]*\)?|\[\^?\d+\]|[[\]]`,
    String.raw`&(?:#|[a-z])[\da-z]*;?|\\(?:href|url|includegraphics)|\{[{%]|[%}]\}`,
    String.raw`\bon\p{L}+\s*=\S*|(?:java|vb|live)script\s?:\S*|\bdata:\S*`,
    String.raw`(?![\u200c\u200d\ufe0f])[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]`,
  ].join('|'),
  'giu',
)

/** The longest run of words without addresses, markup and what cannot be seen. */
export function harmlessRun(quote: string, known: KnownAddresses): string {
  const runs = quote.split(ACTIVE).flatMap((run) => (isPlain(run, known) ? [run] : plainPartsOf(run, known)))
  return cut(runs.reduce((best, run) => (run.length > best.length ? run : best), '').trim())
}

function plainPartsOf(run: string, known: KnownAddresses): string[] {
  const parts = ['']
  for (const word of run.split(/(?<=\s)/)) {
    if (isPlain(word.trim(), known)) parts[parts.length - 1] += word
    else parts.push('')
  }
  // An address of several words: rather nothing.
  return parts.filter((part) => isPlain(part, known))
}

/** Also for one who reads wide letters as letters and looks through marks of Markdown. */
function isPlain(text: string, known: KnownAddresses): boolean {
  const bare = cleanText(text.normalize('NFKC')).replace(/[*_~\\]/g, '')
  const isKnown = (name: string) => known.hosts.has(name.toLowerCase()) || known.isKnownEmail(name.toLowerCase())
  return withoutAddresses(bare, known, (name) => (isKnown(name) ? name : '')) === bare
}

function cut(quote: string): string {
  if (quote.length <= LONGEST_QUOTE) return quote
  const space = quote.lastIndexOf(' ', LONGEST_QUOTE)
  return quote.slice(0, space > 0 ? space : LONGEST_QUOTE).toWellFormed()
}

/**
 * The address with a text fragment, by which browsers scroll to the words and mark them
 * (https://wicg.github.io/scroll-to-text-fragment/). The plain address when the words cannot stand on the page in one run.
 */
export function urlAt(url: string, quote: string): string {
  const words = quote
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  // One short word would be found anywhere.
  if (words.join(' ').length < 4 || url.includes(':~:')) return url
  const directive =
    words.length <= MOST_WORDS
      ? encode(words.join(' '))
      : `${encode(words.slice(0, EDGE_WORDS).join(' '))},${encode(words.slice(-EDGE_WORDS).join(' '))}`
  return `${url}${url.includes('#') ? '' : '#'}:~:text=${directive}`
}

/** `-` and `,` have a meaning in a text fragment; encodeURIComponent leaves the first as it is. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[-!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
