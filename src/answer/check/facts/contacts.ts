/** E-mail addresses, telephone numbers and street addresses of a text, in a form in which they can be compared. Pure. */
import type { Scan } from './scan.ts'

const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu
const CALLED =
  /(?:tel|phone|call|fax|telefon\p{L}*|telephone|mobil\p{L}*|ring|ruf\p{L}*|hotline|teléfono|téléphone|nummer|number|anruf\p{L}*|unter|on|at)[.:]?\s*(?:us|uns)?\s*(?:on|at|unter|is|ist)?[:\s]*$/iu
const PHONE = /(?<![\p{L}\p{N}.,:/€$£-])(?:\+\d|\(0?\d{2,5}\)|\d)[\d\s()/.–-]{4,20}\d(?![\p{L}\d]|[.,]\d|\s?[%€$£])/gu
/** Written like nothing else: in three groups of which the last has four, with a zero first, with a plus. */
const SURELY = /^\+|^\(?0\d|^\(\d{3}\)|^\d{3}[-. ]\d{3}[-. ]\d{4}$|^\d{3}[-. ]\d{4}$|^1[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}$/

export function takeEmails(scan: Scan): string[] {
  return scan.take(EMAIL, ({ 0: email }) => email.toLowerCase())
}

/** Digits without the zero or the code of a country in front as far as these can be told. */
export function takePhones(scan: Scan): string[] {
  const { text } = scan
  return scan.take(PHONE, ({ 0: shown, index = 0 }) => {
    const before = text.slice(Math.max(0, index - 40), index)
    const digits = shown.replace(/\(0\)/, '').replace(/\D/g, '')
    const isLong = digits.length >= 9 && /\d[\s()/.–-]+\d/.test(shown) && !/^\d{1,3}(?:[.\s]\d{3})+$/.test(shown)
    const isPhone = SURELY.test(shown) || CALLED.test(before) || isLong
    const isRange = /^\d{4}\s?[–-]\s?\d{2,4}$/.test(shown) || /^\d{1,3}(?:[.\s]\d{3})+$/.test(shown)
    if (digits.length < (CALLED.test(before) ? 5 : 7) || !isPhone || (isRange && !SURELY.test(shown))) return null
    return digits.replace(/^0+/, '')
  })
}

/** One of them may have the code of the country. */
export function isSamePhone(one: string, other: string): boolean {
  const [long, short] = one.length > other.length ? [one, other] : [other, one]
  return long.endsWith(short) && short.length >= 6 && long.length - short.length <= 3
}

const WAY =
  'street|st|road|rd|avenue|ave|lane|ln|drive|dr|square|sq|boulevard|blvd|way|court|ct|terrace|row|quay|hill|close|crescent|parade|gardens|place|wharf'
const ENGLISH = new RegExp(
  `(?<![\\p{L}\\p{N}.,])(?<number>\\d{1,5}[a-z]?)\\s+(?<name>(?:\\p{Lu}[\\p{L}'’.-]*\\s+){1,3}?)(?<way>${WAY})\\b`,
  'giu',
)
const GERMAN =
  /(?<name>\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|gasse|allee|ring|ufer|damm|markt|hof)|(?:Am|An der|Auf dem|Zum|Zur|Im|Unter den)\s\p{Lu}\p{L}+)\s+(?<number>\d{1,4}\s?[a-z]?)(?![\p{L}\p{N}]|[.,:]\d)/gu
const ROMANCE =
  /(?<number1>\d{1,4}),?\s+(?<name1>(?:rue|avenue|boulevard|place|quai)\s(?:de\s|du\s|des\s|la\s|le\s)*\p{Lu}[\p{L}'’-]+)|(?<name2>(?:calle|avenida|plaza|via|piazza|viale|corso|rua|praça)\s(?:de\s|del\s|la\s|los\s)*\p{Lu}[\p{L}'’-]+),?\s+(?<number2>\d{1,4})(?![\p{N}.,]\d)/giu

/** Number and street together: both may stand in a text and not belong to each other. */
export function readStreets(text: string): string[] {
  const streets: string[] = []
  for (const { groups = {} } of text.matchAll(ENGLISH)) {
    const { number = '', name = '', way = '' } = groups
    // The first letter of a name in small letters is one of a sentence: "2 or more ways to".
    if (/^\p{Lu}/u.test(name)) streets.push(joined(number, `${name}${shortened(way)}`))
  }
  for (const { groups = {} } of text.matchAll(GERMAN))
    streets.push(joined(groups['number'] ?? '', (groups['name'] ?? '').replace(/(?:straße|strasse|str\.)$/u, 'str')))
  for (const { groups = {} } of text.matchAll(ROMANCE))
    streets.push(joined(groups['number1'] ?? groups['number2'] ?? '', groups['name1'] ?? groups['name2'] ?? ''))
  return streets
}

const SHORT_WAYS: Record<string, string> = {
  street: 'st',
  road: 'rd',
  avenue: 'ave',
  lane: 'ln',
  drive: 'dr',
  square: 'sq',
  court: 'ct',
  boulevard: 'blvd',
}

function shortened(way: string): string {
  const small = way.toLowerCase()
  return SHORT_WAYS[small] ?? small
}

function joined(number: string, street: string): string {
  return `${number.replace(/\s/g, '')} ${street}`.toLowerCase().replace(/[.'’]/g, '').replace(/\s+/g, ' ')
}
