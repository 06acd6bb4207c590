/** What a line of Markdown is, told by its first characters as soon as these can mean nothing else. Pure. */

export type LineKind = 'blank' | 'rule' | 'heading' | 'entry' | 'row' | 'fence' | 'definition' | 'text'

export interface LineStart {
  kind: LineKind
  /** The characters that belong to the words of the line. */
  rest: string
  /** Of a list entry: `-` or `7.`; else empty. */
  marker: string
}

/** A line that begins with more than this of nothing certain is text. */
const LONGEST_START = 80
const QUOTE = /^\s*(?:>\s*)*/
const BULLET = /^[-*+•·▪◦–]\s+(?=\S)/u
const NUMBER = /^(\d{1,3})[.)]\s+(?=\S)/
/** Each may yet become an entry, a heading or a number in a text. */
const UNCERTAIN = /^(?:[+•·▪◦–]\s*|\d{1,3}[.)]?\s*|#{1,6}|[`~]{1,2})$/u

/**
 * @param start The beginning of a line.
 * @param isWhole The line ends here.
 * @returns Null as long as more characters could make it something else.
 */
export function readLineStart(start: string, isWhole: boolean): LineStart | null {
  const text = start.replace(QUOTE, '')
  const isDecided = isWhole || start.length > LONGEST_START
  if (text === '') return isDecided ? found('blank') : null
  if (text.startsWith('|')) return found('row', text)
  // Three backticks that close in the same line are code in a text.
  if (/^(?:`{3}|~{3})/.test(text))
    return isDecided ? found(text.replace(/^`+/, '').includes('`') ? 'text' : 'fence', text) : null
  if (/^[-_=*\s]+$/.test(text)) return isDecided ? found('rule') : null
  if (UNCERTAIN.test(text) && !isDecided) return null
  if (/^#{1,6}\s/.test(text)) return found('heading', text.replace(/^#+\s+/, ''))
  if (/^\\?\[/.test(text)) return bracketed(text, isDecided)
  const number = NUMBER.exec(text)
  if (number !== null) return { kind: 'entry', rest: text.slice(number[0].length), marker: `${number[1]}.` }
  const bullet = BULLET.exec(text)
  if (bullet !== null) return { kind: 'entry', rest: text.slice(bullet[0].length), marker: '-' }
  return found('text', text)
}

/** `[1]: address` makes links of other places in the text, in every renderer: no such line is read. */
function bracketed(text: string, isDecided: boolean): LineStart | null {
  if (/^\\?\[[^\]\n]*\\?\]:/.test(text)) return found('definition')
  return isDecided || /\][^:]/.test(text) ? found('text', text) : null
}

function found(kind: LineKind, rest = ''): LineStart {
  return { kind, rest, marker: '' }
}
