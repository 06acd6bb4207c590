/** Numbers of a text by value, with what they count or measure. `1.220` may be two numbers, and is taken for both. Pure. */
import { findMeasure, type Measure } from './measures.ts'
import { findNumberWords } from './number-words.ts'
import type { Scan } from './scan.ts'

export interface Figure {
  /** More than one when it is written so that it may be either. */
  values: number[]
  measure: Measure | null
  /** Of `5 300`: it may be two numbers beside each other. */
  parts: number[]
  /** As a version or a code: `6.4.2`, `007`. Empty for what is nothing but a number. */
  exact: string
  shown: string
}

const SYMBOL = '[€$£¥₹]|(?:EUR|USD|GBP|CHF|US\\$|Fr\\.)(?![\\p{L}])'
const DIGITS = "\\d{1,3}(?:['’ ]\\d{3})+(?:[.,]\\d+)?(?!\\d)|\\d+(?:[.,]\\d+)*"
const FRACTION = '[½¼¾⅓⅔⅛]'
const MANY =
  'thousand|million|billion|mio\\.?|mrd\\.?|tsd\\.?|tausend|hundred|hundert|millionen|milliarden|millones|millions|milliards|mln\\.?'
const NUMBER = new RegExp(
  `(?:(?<symbol>${SYMBOL})\\s?)?(?<![\\p{L}\\p{N}_.,])(?<sign>[-−](?=\\d)|minus\\s)?(?:(?<digits>${DIGITS})(?:\\s?(?<fraction>${FRACTION}))?|(?<only>${FRACTION}))` +
    `(?<suffix>(?:st|nd|rd|th|s|er|º)(?![\\p{L}\\p{N}]))?(?:[\\s-]?(?<many>${MANY})(?![\\p{L}]))?`,
  'giu',
)
/** Signs, or a word; `square`, `per` and the like before it do not matter. */
const UNIT =
  /^(?:,-|,–|\.–)?[\s-]?(?:cubic |us |u\.s\. |business |working |calendar |full |volle[n]? )?(?<unit>[%€$£¥₹¢°]\s?[CF]?(?![\p{L}])|\p{L}[\p{L}/]*[²³]?)/iu
const FACTORS: Record<string, number[]> = {
  thousand: [1e3],
  tausend: [1e3],
  tsd: [1e3],
  k: [1e3],
  hundred: [100],
  hundert: [100],
  million: [1e6],
  millionen: [1e6],
  millions: [1e6],
  millones: [1e6],
  mio: [1e6],
  mln: [1e6],
  m: [1e6],
  // The long scale calls so what the short one calls a trillion.
  billion: [1e9, 1e12],
  mrd: [1e9],
  milliarden: [1e9],
  milliards: [1e9],
}
const FRACTIONS: Record<string, number> = { '½': 0.5, '¼': 0.25, '¾': 0.75, '⅓': 1 / 3, '⅔': 2 / 3, '⅛': 0.125 }
/** A word; those of letters and digits in one are taken: `MP3`, `A4`, `TR21`, `3D`. */
const CODE = /(?<![\p{L}\p{N}_-])[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*(?![\p{L}\p{N}_])/gu
const VERSION = /(?<![\p{L}\p{N}])v?\d+(?:\.\d+){2,}(?![\p{N}])/giu
const NAMED_VERSION =
  /(?<=(?:^|\P{L})(?:\p{Lu}[\p{L}.]+|version|versions|release|versión|versione|v)\s)v?\d+\.\d+(?![\d.,]*\d)/gu
const HALF =
  /(?<!\p{L})(?:(?<hour>half an hour|halbe[n]? stunde)|(?<threequarters>dreiviertelstunde|three quarters of an hour)|(?<quarter>a quarter of an hour|quarter of an hour|viertelstunde))(?!\p{L})/giu
const HOURS: Measure = { of: ['time'], factor: 3_600 }

/** "It keeps for a week", "dauert eine Stunde"; and not "twice a week". */
const ONE =
  /(?<!\p{L})(?<verb>(?:takes?|took|lasts?|lasted|for|within|after|about|dauert|dauern|dauerte|hält|binnen|innerhalb|nach|etwa|mindestens|dure|durent|dura|duurt)\s+(?:about\s+|etwa\s+|rund\s+|ca\.\s+)?)?(?:an?|one|ein|eine[nrms]?|une?|una|uno|een)\s+(?<unit>\p{L}+)/giu

/** One of a unit of time, by an article: a claim only where it says how long something takes. */
export function findOnes(text: string, isClaim: boolean): Figure[] {
  return [...text.matchAll(ONE)].flatMap(({ 0: shown, groups }) => {
    const measure = findMeasure(groups?.['unit'] ?? '')
    const isTime = measure !== null && ['time', 'months', 'nights'].some((of) => measure.of.includes(of))
    if (!isTime || (isClaim && groups?.['verb'] === undefined)) return []
    return [{ values: [1], measure, parts: [], exact: '', shown }]
  })
}

export function takeFigures(scan: Scan): Figure[] {
  const exact = (shown: string, values: number[]): Figure => ({
    values,
    measure: null,
    parts: [],
    exact: normalised(shown),
    shown,
  })
  return [
    ...scan.take(HALF, ({ 0: shown, groups }) => ({
      values: [groups?.['hour'] ? 0.5 : groups?.['quarter'] ? 0.25 : 0.75],
      measure: HOURS,
      parts: [],
      exact: '',
      shown,
    })),
    ...scan.take(VERSION, ({ 0: shown }) => (isGrouped(shown) ? null : exact(shown, []))),
    ...scan.take(NAMED_VERSION, ({ 0: shown }) => exact(shown, [Number(shown.replace(/^v/i, ''))])),
    ...takeNumbers(scan),
    ...scan.take(CODE, ({ 0: shown }) => (isOrdinary(shown) ? null : exact(shown, []))),
    ...takeWords(scan),
  ]
}

/** `6.4.0` is `6.4`; case and hyphens do not matter. */
function normalised(code: string): string {
  return code
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .replace(/^(\d+\.\d+)\.0$/, '$1')
    .replace(/[\s-]/g, '')
}

/** `1.220.000` */
function isGrouped(number: string): boolean {
  return /^\d{1,3}(?:\.\d{3})+$/.test(number)
}

/** Words and numbers; `1990s`, `20th`, `10er` are numbers with an ending. */
function isOrdinary(code: string): boolean {
  return !/\d/.test(code) || !/\p{L}/u.test(code) || /^\d+(?:st|nd|rd|th|s|er|te[nrs]?|x)$/i.test(code)
}

function takeNumbers(scan: Scan): Figure[] {
  const { text } = scan
  return scan.take(NUMBER, (match) => {
    const { symbol, sign, digits = '', fraction, only, many } = match.groups ?? {}
    const end = (match.index ?? 0) + match[0].length
    const after = text.slice(end, end + 40)
    // `3D`, `2x`, `5e`: a code.
    if (/^[\p{L}_]/u.test(after) && findUnit(after) === null) return null
    const more = FRACTIONS[fraction ?? only ?? ''] ?? 0
    const short = symbol === undefined ? undefined : /^\s?([km])(?!\p{L})/iu.exec(after)?.[1]
    const factors = FACTORS[(many ?? short ?? '').toLowerCase().replace('.', '')] ?? [1]
    const signed = sign === undefined ? 1 : -1
    const values = (digits === '' ? [0] : valuesOf(digits)).flatMap((value) =>
      factors.map((factor) => signed * (value + more) * factor),
    )
    const leading = /^0\d/.test(digits) && !digits.includes('.') && !digits.includes(',') ? digits : ''
    return {
      values: values.map((value) => Math.round(value * 1e6) / 1e6),
      measure: symbol === undefined ? findUnit(after) : findMeasure(symbol.trim().toLowerCase()),
      parts: / /.test(digits) ? digits.split(' ').map(Number) : [],
      exact: leading,
      shown: match[0].trim(),
    }
  })
}

function findUnit(after: string): Measure | null {
  const unit = UNIT.exec(after)?.groups?.['unit']
  return unit === undefined ? null : findMeasure(unit.replace(/\s/g, ''))
}

function valuesOf(digits: string): number[] {
  const bare = digits.replace(/['’ ]/g, '')
  const [last = ''] = bare.match(/[.,](?=[^.,]*$)/) ?? []
  if (last === '') return [Number(bare)]
  const other = last === '.' ? ',' : '.'
  const isRepeated = bare.split(last).length > 2
  const asDecimal = Number(bare.replaceAll(other, '').replace(last, '.'))
  const asGroups = Number(bare.replace(/[.,]/g, ''))
  if (isRepeated) return [asGroups]
  if (bare.includes(other)) return [asDecimal]
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(bare) ? [asGroups, asDecimal] : [asDecimal]
}

const RUN = /\p{L}+(?:[ -]\p{L}+)*/gu

function takeWords(scan: Scan): Figure[] {
  const figures: Figure[] = []
  for (const run of scan.text.match(RUN) ?? []) {
    const words = run.toLowerCase().split(/[ -]/)
    for (const { value, from, to } of findNumberWords(words))
      figures.push({
        values: [value],
        measure: findMeasure(words[to] ?? ''),
        parts: [],
        exact: '',
        shown: words.slice(from, to).join(' '),
      })
  }
  return figures
}
