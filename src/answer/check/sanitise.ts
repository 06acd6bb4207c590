/**
 * What of a sentence may leave: words, bold, code in the line, and blocks of code. Whatever could be more than that in the
 * hands of some program goes: tags, links, images, addresses, entities, marks of citations, what cannot be seen.
 *
 * A sentence that passed holds no line break but in a block of code, no bracket outside code, no open mark: so sentences
 * with white space between them make nothing new together, and any beginning of an answer is as harmless as the whole.
 */
import { ELLIPSIS, type KnownAddresses, withoutAddresses } from './addresses.ts'
import { cleanText } from './characters.ts'
import { isFenced, toFencedCode, toInlineCode } from './code.ts'
import { onlyBold, withoutInnerMarks } from './emphasis.ts'
import { isInert } from './inert.ts'
import { withoutMarkup } from './markup.ts'

const CODE = /(?<![\\`])(`+)(?!`)(.*?[^`])\1(?!`)/gsu
/** `$request['filter']`, `colors[]` */
const ELEMENT = /[$\w>-]+\[(?:'[^'\][]*'|"[^"\][]*"|\$?[a-z]\w*|\s?)\]/gi
const SHORTCODE = /\[\/?[a-z][\w-]*(?:\s+[\w-]+(?:=(?:"[^"\][]*"|'[^'\][]*'|[^\s\][]+))?)*\s*\/?\]/g
/** Commands by which formulas make links or load something. */
const COMMAND = /\\(?:href|url|includegraphics|html\p{L}+)/gu
/** What begins a heading, quote, list, table or line at the beginning of a line. */
const BLOCK_START = /^(?:>+\s*|[#|=~+*•-]+(?:\s+|$))+/u
/** Code stands as one character while the words around it are dealt with. */
const FIRST_HELD = 0xe100
/** Two are the rule. A text that changes for longer was made to. */
const MOST_ROUNDS = 6
const HELD = /[\ue100-\uf8ff]/gu

/** @returns empty when nothing that says something is left. */
export function sanitise(text: string, known: KnownAddresses): string {
  const clean = cleanText(text)
  const safe = isFenced(clean) ? toFencedCode(clean, known) : toSafeProse(clean, known)
  return isSafe(safe, known) ? safe : ''
}

function toSafeProse(text: string, known: KnownAddresses): string {
  const held: string[] = []
  const hold = (code: string): string => {
    const safe = toInlineCode(code, known)
    if (safe === '' || held.length > 1_000) return ELLIPSIS
    held.push(safe)
    return String.fromCharCode(FIRST_HELD + held.length - 1)
  }
  let words = text.replace(CODE, (_, _marks, code: string) => hold(code))
  // What one rule takes out may have kept the halves of something apart.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = words
    words = toPlainWords(words, known, hold)
    if (words === before) return words.replace(HELD, (char) => `\`${held[char.charCodeAt(0) - FIRST_HELD] ?? ''}\``)
  }
  return ''
}

function toPlainWords(text: string, known: KnownAddresses, hold: (code: string) => string): string {
  const prose = text
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('`', '')
    .replace(COMMAND, '')
  const words = withoutBrackets(withoutMarkup(prose, hold), hold)
    // "noon.The boat" reads like a host, "tel:0123" like a link.
    .replace(/(?<=[\p{Ll}\p{N})])\.(?=\p{Lu}\p{Ll})/gu, '. ')
    .replace(/(?<=\b(?:tel|sms|fax)):(?=\S)/gi, ': ')
  return tidied(onlyBold(withoutAddresses(withoutInnerMarks(words), known, hold), hold))
}

function withoutBrackets(text: string, hold: (code: string) => string): string {
  return text
    .replace(ELEMENT, hold)
    .replace(SHORTCODE, hold)
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replace(/<(?=[a-z/!?])/gi, '‹')
    .replace(/(?<=\b(?:java|vb|live)script)\s?:/gi, ' –')
    .replace(/\{(?=[{%])/g, '{ ')
    .replace(/&(?=#|[a-z][\da-z]*;|lt|gt|quot|amp)/gi, '& ')
}

function tidied(text: string): string {
  const words = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{L}\p{N}+.-]+:(?=…)/gu, '')
    .replace(/…(?: ?…)+/g, ELLIPSIS)
    .replace(/\s\((?:\s|…)*\)/g, '')
    .trim()
    .replace(BLOCK_START, '')
    .replace(/\\+$/, '')
    .trim()
  return /[\p{L}\p{N}\ue100-\uf8ff]/u.test(words) ? words : ''
}

/** Also without its marks, which a reader does not see: `evil**.**com`, and code in the middle of a word. */
function isSafe(text: string, known: KnownAddresses): boolean {
  if (text === '' || !isInert(text)) return text === ''
  if (isFenced(text)) return true
  const bare = text
    .replace(/(?<![\p{L}\p{N}./:@-])`[^`]+`(?![\p{L}\p{N}./:@-])/gu, ' ')
    .replaceAll('`', '')
    .replaceAll('**', '')
  return withoutAddresses(bare, known, (code) => code) === bare
}
