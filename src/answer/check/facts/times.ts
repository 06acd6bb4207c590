/** Times of day, as minutes after midnight. Pure. */
import type { Scan } from './scan.ts'

export interface ClockTime {
  minutes: number
  /** `half`: as on a clock face, `half past five`; `bare`: `5:15`, which is mostly a time of the morning. */
  form: 'day' | 'meridiem' | 'bare' | 'half'
}

const MERIDIEM = '(?<meridiem>[ap]\\.?\\s?m\\b\\.?)'
const HOURS = "(?:uhr|o['’]clock|heures|uur|horas|ore)(?![\\p{L}])"
const TO = '(?:\\s*[–—-]\\s*|\\s+(?:to|and|until|till|bis|und|à|a|al|tot|en)\\s+)'
/** Behind a time on the clock face. */
const LATE = '(?<late>\\s(?:nachmittags|abends|in the (?:afternoon|evening)|am (?:Nachmittag|Abend)))?'
const BEFORE = '(?<![\\p{L}\\p{N}.,:/-])'

/** `9–17 Uhr`, `9 to 5 pm`, `9.30 bis 12 Uhr`: what stands behind the second is meant of both. */
const RANGE = new RegExp(
  `${BEFORE}(?<hour>\\d{1,2})(?:[.:](?<minute>\\d{2}))?${TO}(?<hour2>\\d{1,2})(?:[.:](?<minute2>\\d{2}))?\\s*(?:${MERIDIEM}|${HOURS})`,
  'giu',
)
const WITH_WORD = new RegExp(
  `${BEFORE}(?<hour>\\d{1,2})(?:[.:](?<minute>\\d{2}))?\\s*(?:${MERIDIEM}|${HOURS}\\s*(?<after>\\d{2})?)${LATE}`,
  'giu',
)
const WITH_COLON = /(?<![\p{L}\p{N}.,:/])(?<hour>\d{1,2}):(?<minute>\d{2})(?::\d{2})?(?![\d:])/giu
const FRENCH = /(?<![\p{L}\p{N}.,:/-])(?<hour>\d{1,2})\s?h\s?(?<minute>\d{2})(?![\p{L}\p{N}]|\s?min)/giu
const NOON = /(?<!\p{L})(?:noon|midday|mediodía|mezzogiorno|(?:zu |am )?mittags?)(?!\p{L})/giu
const MIDNIGHT = /(?<!\p{L})(?:midnight|mitternachts?|medianoche|minuit|mezzanotte)(?!\p{L})/giu

const NAMES =
  'one two three four five six seven eight nine ten eleven twelve|eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'
const HOUR_OF = new Map(
  NAMES.split('|').flatMap((names) => names.split(' ').map((name, index): [string, number] => [name, index + 1])),
)
const HOUR = `(?<hour>\\d{1,2}|${[...HOUR_OF.keys()].toSorted((a, b) => b.length - a.length).join('|')})(?![\\p{L}\\p{N}:])`
const NAMED = new RegExp(`(?<!\\p{L})${HOUR}\\s(?:${MERIDIEM}|${HOURS})${LATE}`, 'giu')
const SPOKEN: readonly (readonly [RegExp, number])[] = [
  [new RegExp(`(?<!\\p{L})half(?: past)? ${HOUR}`, 'giu'), 30],
  [new RegExp(`(?<!\\p{L})quarter past ${HOUR}`, 'giu'), 15],
  [new RegExp(`(?<!\\p{L})quarter to ${HOUR}`, 'giu'), -15],
  [new RegExp(`(?<!\\p{L})halb ${HOUR}`, 'giu'), -30],
  [new RegExp(`(?<!\\p{L})viertel nach ${HOUR}`, 'giu'), 15],
  [new RegExp(`(?<!\\p{L})(?:viertel vor|dreiviertel) ${HOUR}`, 'giu'), -15],
]

export function takeTimes(scan: Scan): ClockTime[] {
  return [
    ...SPOKEN.flatMap(([pattern, minutes]) => scan.take(pattern, ({ groups }) => spoken(groups?.['hour'], minutes))),
    ...scan.take(RANGE, readRange).flat(),
    ...scan.take(WITH_WORD, ({ groups: { hour, minute, after, meridiem, late } = {} }) =>
      toTime(hour, minute ?? after, meridiem ?? (late && 'pm')),
    ),
    ...scan.take(WITH_COLON, ({ groups }) => toTime(groups?.['hour'], groups?.['minute'], undefined)),
    ...scan.take(FRENCH, ({ groups }) => toTime(groups?.['hour'], groups?.['minute'], undefined)),
    ...scan.take(NAMED, ({ groups: { hour, meridiem, late } = {} }) =>
      toTime(String(HOUR_OF.get(hour?.toLowerCase() ?? '')), undefined, meridiem ?? (late && 'pm')),
    ),
    ...scan.take(NOON, () => ({ minutes: 720, form: 'day' as const })),
    ...scan.take(MIDNIGHT, () => ({ minutes: 0, form: 'day' as const })),
  ]
}

export function isSameTime(one: ClockTime, other: ClockTime): boolean {
  if (one.minutes === other.minutes) return true
  const forms = [one.form, other.form]
  const isEither = forms.includes('half') || (forms.includes('bare') && forms.includes('meridiem'))
  return isEither && one.minutes % 720 === other.minutes % 720
}

function readRange({ groups = {} }: RegExpMatchArray): ClockTime[] | null {
  const { hour, minute, hour2, minute2, meridiem } = groups
  const first = toTime(hour, minute, meridiem)
  const last = toTime(hour2, minute2, meridiem)
  if (first === null || last === null) return null
  // "9 to 5 pm" begins in the morning, "1 to 5 pm" does not.
  return [{ ...first, form: meridiem === undefined ? first.form : 'half' }, last]
}

function toTime(hour = '', minute = '0', meridiem: string | undefined): ClockTime | null {
  const [hours, minutes] = [Number(hour), Number(minute)]
  if (!(hours <= 24) || minutes > 59) return null
  if (meridiem === undefined)
    return {
      minutes: (hours % 24) * 60 + minutes,
      form: hour.length > 1 && hours < 10 ? 'day' : hours > 12 ? 'day' : 'bare',
    }
  const isAfternoon = meridiem.toLowerCase().startsWith('p')
  return hours > 12 ? null : { minutes: ((hours % 12) + (isAfternoon ? 12 : 0)) * 60 + minutes, form: 'meridiem' }
}

function spoken(hour = '', minutes: number): ClockTime | null {
  const hours = HOUR_OF.get(hour.toLowerCase()) ?? Number(hour)
  return hours >= 1 && hours <= 24
    ? { minutes: (hours * 60 + minutes + 1_440) % 1_440, form: hours <= 12 ? 'half' : 'day' }
    : null
}
