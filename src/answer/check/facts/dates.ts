/** Dates and days of the week in the ways that people write them, as year, month and day. Pure. */
import type { Scan } from './scan.ts'

export interface DateParts {
  year: number | null
  /** From 1. */
  month: number
  day: number | null
}

/** One date; several when it is written so that it may be either: `3/4/2026`. */
export type DateReadings = DateParts[]

/** January first. Shorter forms stand for themselves where a full stop may follow. */
const MONTHS = [
  'january jan januar jänner janvier janv enero ene gennaio januari janeiro',
  'february feb februar feber février févr febrero febbraio februari fevereiro fev',
  'march mar märz mär mrz mars marzo maart mrt março',
  'april apr avril avr abril abr aprile',
  'may mai mayo maggio mei maio',
  'june jun juni juin junio giugno giu junho',
  'july jul juli juillet juil julio luglio julho',
  'august aug août agosto augustus',
  'september sep sept septembre septiembre settembre setembro',
  'october oct oktober okt octobre octubre ottobre ott outubro',
  'november nov novembre noviembre novembro',
  'december dec dezember dez décembre déc diciembre dic dicembre dezembro',
]
const MONTH_OF = new Map(
  MONTHS.flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index + 1])),
)
const byLength = (names: Iterable<string>) => [...names].toSorted((a, b) => b.length - a.length).join('|')
const MONTH = `(?<month>${byLength(MONTH_OF.keys())})\\.?(?![\\p{L}\\p{N}])`
const YEAR = '(?<year>\\d{4})(?!\\d)'
const DAY = (name: string) => `(?<![\\p{L}\\p{N}.,:/-])(?<${name}>\\d{1,2})(?:\\.|st|nd|rd|th|er|º|°|ª)?`
const DAY_AFTER = '(?<day>\\d{1,2})(?:\\.|st|nd|rd|th)?(?![\\p{L}\\p{N}:]|[.,]\\d)'
/** `1–15 May`, `3. und 5. Mai` */
const TO = '(?:\\s*[–—-]\\s*|\\s+(?:to|and|until|or|bis|und|oder|au|et|al|y|e|tot|en)\\s+(?:zum\\s+)?|\\s*[,&/]\\s*)'
const OF = '\\s*(?:of\\s+|de\\s+|di\\s+)?'

const ISO = /(?<![\d-])(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?![\d-])/gu
const DAY_MONTH = new RegExp(
  `(?:${DAY('first')}${TO})?${DAY('day')}${OF}${MONTH}(?:\\s*,?\\s*(?:de\\s+|del\\s+)?${YEAR})?`,
  'giu',
)
const MONTH_DAY = new RegExp(
  `(?<![\\p{L}\\p{N}])${MONTH}\\s*(?:the\\s+)?(?:(?<first>\\d{1,2})(?:st|nd|rd|th)?${TO})?${DAY_AFTER}(?:\\s*,?\\s*${YEAR})?`,
  'giu',
)
const MONTH_YEAR = new RegExp(`(?<![\\p{L}\\p{N}])${MONTH}\\s*,?\\s*(?:de\\s+|of\\s+)?${YEAR}`, 'giu')
/** A month alone has to be written as one: "may" and "march" are verbs. */
const MONTH_ALONE = new RegExp(
  `(?<=(?:^|[^\\p{L}])(?:in|im|since|until|by|from|to|through|and|or|of|early|late|mid|seit|bis|ab|und|oder|anfang|mitte|ende|en|de|di|tot|vanaf|jusqu'en|hasta)[ -]|[–—-]\\s?)${MONTH}`,
  'giu',
)
const NUMERIC = /(?<![\d.,/:-])(?<a>\d{1,2})(?<sign>[./-])(?<b>\d{1,2})\k<sign>(?<c>\d{4}|\d{2})(?![\d/-]|\.\d)/gu
/** `24.12.`, `am 1.5.`: without a year it might be a number at the end of a sentence. */
const NUMERIC_SHORT =
  /(?:(?<=(?:^|\s)(?:am|vom|bis|ab|zum|den|dem|der|seit)\s+)|(?<![\d.,/:])(?=\d{2}\.\d{2}\.))(?<a>\d{1,2})\.(?<b>\d{1,2})\.(?!\d)/giu

export function takeDates(scan: Scan): DateReadings[] {
  const ofNames = (match: RegExpMatchArray): DateReadings[] | null => {
    const { first, day, month = '', year } = match.groups ?? {}
    const monthNumber = MONTH_OF.get(month.toLowerCase())
    // "The first 5 may enter."
    if (monthNumber === undefined || !isDay(Number(day)) || /^(?:may|march)$/.test(month)) return null
    return [day, first].flatMap((each) =>
      each === undefined
        ? []
        : [[{ year: year === undefined ? null : Number(year), month: monthNumber, day: Number(each) }]],
    )
  }
  const ofMonth = (match: RegExpMatchArray): DateReadings | null => {
    const { month = '', year } = match.groups ?? {}
    const monthNumber = MONTH_OF.get(month.toLowerCase())
    const isName = year !== undefined || (/^\p{Lu}/u.test(month) && month.length > 2) || monthNumber === undefined
    if (monthNumber === undefined || !isName) return null
    return [{ year: year === undefined ? null : Number(year), month: monthNumber, day: null }]
  }
  return [
    ...scan.take(ISO, ({ groups }) => ofNumbers(groups?.['year'], groups?.['month'], groups?.['day'])),
    ...scan.take(DAY_MONTH, ofNames).flat(),
    ...scan.take(MONTH_DAY, ofNames).flat(),
    ...scan.take(MONTH_YEAR, ofMonth),
    ...scan.take(NUMERIC, ({ groups }) => ofEither(groups)),
    ...scan.take(NUMERIC_SHORT, ({ groups }) => ofNumbers(undefined, groups?.['b'], groups?.['a'])),
    ...scan.take(MONTH_ALONE, ofMonth),
  ]
}

function ofNumbers(year: string | undefined, month = '', day = ''): DateReadings | null {
  const parts = { year: year === undefined ? null : Number(year), month: Number(month), day: Number(day) }
  return parts.month >= 1 && parts.month <= 12 && isDay(parts.day) ? [parts] : null
}

/** The day comes first, but for Americans. */
function ofEither({ a, b, c = '' }: Record<string, string | undefined> = {}): DateReadings | null {
  const year = c.length === 2 ? `20${c}` : c
  const readings = [...(ofNumbers(year, b, a) ?? []), ...(ofNumbers(year, a, b) ?? [])]
  return readings.length === 0 ? null : readings
}

function isDay(day: number): boolean {
  return day >= 1 && day <= 31
}

/** Sunday first. */
const WEEKDAYS = [
  'sunday sundays sun sonntag sonntags so dimanche domingo domingos domenica zondag',
  'monday mondays mon montag montags mo lundi lunes lunedì maandag',
  'tuesday tuesdays tue tues dienstag dienstags di mardi martes martedì dinsdag',
  'wednesday wednesdays wed mittwoch mittwochs mi mercredi miércoles mercoledì woensdag',
  'thursday thursdays thu thur thurs donnerstag donnerstags do jeudi jueves giovedì donderdag',
  'friday fridays fri freitag freitags fr vendredi viernes venerdì vrijdag',
  'saturday saturdays sat samstag samstags sonnabend sonnabends sa samedi sábado sábados sabato zaterdag',
]
const DAY_OF = new Map(
  WEEKDAYS.flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index])),
)
/** "so", "do", "mi", "sun", "sat" are days only beside another day: `Mo–Fr`, `Sat/Sun`. */
const LONG = byLength([...DAY_OF.keys()].filter((name) => name.length > 4))
const RANGE = new RegExp(
  `(?<!\\p{L})(?<from>${byLength(DAY_OF.keys())})\\.?(?<link>\\s*[–—-]\\s*|\\s+(?:to|until|through|thru|bis|au|a|al|alla|tot en met|tot|t/m)\\s+|\\s*(?:[,&/+]|and|und|et|y|e|en)\\s*)(?<to>${byLength(DAY_OF.keys())})(?!\\p{L})`,
  'giu',
)
const RANGES = new RegExp(`(?=${RANGE.source})`, 'giu')
const TO_DAY = /[–—-]|(?:^|\s)(?:to|until|through|thru|bis|au|a|al|alla|tot|t\/m)\s/iu
const ALONE = new RegExp(`(?<!\\p{L})(?<day>${LONG})(?!\\p{L})`, 'giu')
const WEEKEND = /(?<!\p{L})(?:weekends?|wochenenden?|fin de semana|week-?ends?)(?!\p{L})/giu
const EVERY_DAY =
  /(?<!\p{L})(?:daily|every day|each day|all week|seven days a week|täglich|jeden tag|tous les jours|todos los días|ogni giorno|dagelijks)(?!\p{L})/giu

export interface Weekdays {
  /** Those that are named, from Sunday as 0. */
  named: number[]
  /** Those that are meant: `Monday to Friday` means five. */
  meant: number[]
}

export function takeWeekdays(scan: Scan): Weekdays {
  const named: number[] = []
  const meant: number[] = []
  const dayOf = (name = '') => DAY_OF.get(name.toLowerCase()) ?? 0
  const readRange = ({ groups }: RegExpMatchArray): true | null => {
    const { from = '', to = '', link = '' } = groups ?? {}
    // "If so, do it."
    if ([from, to].some((name) => name.length < 4 && !/^\p{Lu}/u.test(name))) return null
    const [first, last] = [dayOf(from), dayOf(to)]
    named.push(first, last)
    if (TO_DAY.test(link)) for (let day = first; day !== last; day = (day + 1) % 7) meant.push(day)
    return true
  }
  // Lists such as `Mon, Tue, Wed` are read pair by pair, the second of one the first of the next.
  for (const match of scan.text.matchAll(RANGES)) readRange(match)
  scan.take(RANGE, readRange)
  named.push(...scan.take(ALONE, ({ groups }) => dayOf(groups?.['day'])))
  meant.push(...scan.take(WEEKEND, () => [6, 0]).flat())
  if (EVERY_DAY.test(scan.text)) meant.push(0, 1, 2, 3, 4, 5, 6)
  EVERY_DAY.lastIndex = 0
  return { named: [...new Set(named)], meant: [...new Set([...named, ...meant])] }
}
