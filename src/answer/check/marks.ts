/**
 * The marks a writer puts behind what he took from a source: `[1]`, `[1, 2]`, `[1-3]`, `【1†source】`, `[Source 1]`, `[^1]`.
 *
 * Read generously, because a number names nothing until the server has mapped it: what names no source vanishes later.
 */

/** The word some models put before the number, in the languages they answer in. */
const WORD =
  'sources?|passages?|documents?|docs?|refs?|references?|citations?|quellen?|abschnitte?|fuentes?|pasajes?|fontes?|fonti?|' +
  'bron(?:nen)?|passages?|źródł[oa]|källa|källor|kilde[rn]?|zdroj|kaynak|источники?|来源|來源|出典|資料'
const NUMBERS = String.raw`\d{1,4}(?:\s*(?:[,;&+]|[-–—‑]|and|und|y|et|e|to|bis)\s*[#^]?\d{1,4})*`
const INSIDE = String.raw`\s*(?:(?:${WORD})\s*[.:]?\s*)?(?:nr?\.?\s*|no\.?\s*)?[#^]?(?<numbers>${NUMBERS})\s*(?:[†:|][^\]】］\n]{0,60})?`
/** Nested as `[[1]]`, escaped as `\[1\]`, as a link `[1](…)`: of the last, the target is part of the mark. */
const BRACKETED = String.raw`(?:\\?[[【［]){1,3}${INSIDE}(?:\\?[\]】］]){1,3}(?:\([^()\s]*\))?`
const WORDED = String.raw`\(\s*(?:${WORD})\s*[.:]?\s*(?<worded>${NUMBERS})\s*\)`

/** `[1], [2]`: the comma is theirs. */
const AND_MORE = String.raw`(?:\s*[,;&]\s*(?=\\?[[【［]{1,3}\s*(?:(?:${WORD})\s*)?[#^]?\d))?`
const ANY = `(?:${BRACKETED}|${WORDED})${AND_MORE}`

const MARK = new RegExp(`(?<before>\\s*)${ANY}`, 'giu')
const MARKS_AT_START = new RegExp(`^(?:\\s*${ANY})+`, 'iu')
const MARKS_AT_END = new RegExp(`(?:\\s*${ANY})+$`, 'iu')
/** What a mark leaves when somebody wrote `(see [1])`. */
const EMPTY_PARENTHESES = /\s*\((?:\s|see|cf\.?|vgl\.?|siehe|s\.|véase|voir|,|;|:)*\)/giu
/** Of scripts that put spaces between words: two must not run together where a mark stood between them. */
const SPACED_LETTER = /[\p{N}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]/u
/** Code is what it is: `$rows[0]` cites nobody. */
const CODE = /(`+)[^`].*?\1(?!`)/gsu
/** A range longer than this is not one. */
const LONGEST_RANGE = 20

export interface Unmarked {
  text: string
  /** Each once, in the order of the text. */
  cites: number[]
}

/** Takes the marks out of a sentence; a space goes with the mark it stood before. */
export function readMarks(text: string): Unmarked {
  const cites = new Set<number>()
  let unmarked = ''
  let end = 0
  for (const code of text.matchAll(CODE)) {
    unmarked += withoutMarks(text.slice(end, code.index), cites) + code[0]
    end = code.index + code[0].length
  }
  unmarked += withoutMarks(text.slice(end), cites)
  return { text: unmarked.trim(), cites: [...cites] }
}

function withoutMarks(prose: string, cites: Set<number>): string {
  if (!/\d/.test(prose)) return prose
  let hasMarks = false
  const text = prose.replace(MARK, (mark, ...rest) => {
    // The last arguments of a replacer: place, whole text, named groups.
    const [place, , groups] = rest.slice(-3) as [number, string, Record<string, string | undefined>]
    hasMarks = true
    for (const n of numbersOf(groups['numbers'] ?? groups['worded'] ?? '')) cites.add(n)
    return SPACED_LETTER.test(prose.charAt(place + mark.length)) ? groups['before'] || ' ' : ''
  })
  return hasMarks ? text.replace(EMPTY_PARENTHESES, '') : text
}

function numbersOf(list: string): number[] {
  const numbers: number[] = []
  for (const [, from = '', to] of list.matchAll(/(\d+)(?:\s*(?:[-–—‑]|to|bis)\s*(\d+))?/g)) {
    const first = Number(from)
    const last = to === undefined ? first : Number(to)
    if (last < first || last - first > LONGEST_RANGE) numbers.push(first, last)
    else for (let n = first; n <= last; n++) numbers.push(n)
  }
  return numbers
}

/** More than any marks take up. */
const LONGEST_MARKS = 200

/** How many characters at the beginning of a text are marks. */
export function lengthOfMarks(text: string): number {
  return MARKS_AT_START.exec(text.slice(0, LONGEST_MARKS))?.[0].length ?? 0
}

/** Where the marks at the very end of a text begin; its length when it ends without one. */
export function startOfMarks(text: string): number {
  return text.length - (MARKS_AT_END.exec(text.slice(-LONGEST_MARKS))?.[0].length ?? 0)
}

/** Could these characters, from a bracket on, still become a mark? */
export function mayBecomeMark(text: string): boolean {
  return text.length <= 40 && /^(?:\\$|\\?[[【［(]{1,3}\\?[\p{L}\d\s.,:;&+#^†–—‑-]*\\?$)/u.test(text)
}
