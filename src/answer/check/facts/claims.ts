/**
 * What of a sentence can be false by one character: numbers, dates, times, addresses, names. Read in the ways people write
 * them and compared by value, so that "17.15 Uhr" bears out "5:15 pm", and "ten" bears out "10". Pure.
 */
import { isSamePhone, readStreets, takeEmails, takePhones } from './contacts.ts'
import { type DateParts, type DateReadings, takeDates, takeWeekdays, type Weekdays } from './dates.ts'
import { type Figure, takeFigures } from './figures.ts'
import { isSameAmount } from './measures.ts'
import { openScan } from './scan.ts'
import { type ClockTime, isSameTime, takeTimes } from './times.ts'

export interface Facts {
  figures: Figure[]
  dates: DateReadings[]
  weekdays: Weekdays
  times: ClockTime[]
  emails: string[]
  phones: string[]
  streets: string[]
  /** The text without what was read, but for streets: names are looked for in it. */
  rest: string
}

export function readFacts(text: string): Facts {
  const scan = openScan(text.normalize('NFC').replace(/square met(?:er|re)s?/giu, 'squaremetres'))
  const emails = takeEmails(scan)
  const streets = readStreets(scan.text)
  const dates = takeDates(scan)
  const phones = takePhones(scan)
  const times = takeTimes(scan)
  const weekdays = takeWeekdays(scan)
  const figures = takeFigures(scan)
  return { emails, streets, dates, phones, times, weekdays, figures, rest: scan.text }
}

/** Which sort of claim is not borne out. */
export type MissingClaim = 'number' | 'contact'

/** @returns what the one says and none of the others does; null when all of it is borne out. */
export function findMissing(said: Facts, given: readonly Facts[]): MissingClaim | null {
  const has = (test: (facts: Facts) => boolean) => given.some(test)
  if (!said.emails.every((email) => has(({ emails }) => emails.includes(email)))) return 'contact'
  if (!said.phones.every((phone) => has((facts) => hasPhone(facts, phone)))) return 'contact'
  if (!said.streets.every((street) => has(({ streets }) => hasStreet(streets, street)))) return 'contact'
  if (!said.dates.every((date) => date.some((reading) => has((facts) => hasDate(facts, reading))))) return 'number'
  if (!said.weekdays.named.every((day) => has(({ weekdays }) => weekdays.meant.includes(day)))) return 'number'
  if (!said.times.every((time) => has((facts) => hasTime(facts, time)))) return 'number'
  return said.figures.every((figure) => has((facts) => hasFigure(facts, figure))) ? null : 'number'
}

export function hasClaims(facts: Facts): boolean {
  return countClaims(facts) > 0
}

export function countClaims({ figures, dates, weekdays, times, emails, phones, streets }: Facts): number {
  const contacts = emails.length + phones.length + streets.length
  // Beside one stand words that pages leave out: "the number is", "telephone".
  return figures.length + dates.length + weekdays.named.length + times.length + 2 * contacts
}

function hasPhone({ phones, figures }: Facts, phone: string): boolean {
  if (phones.some((other) => isSamePhone(phone, other))) return true
  // A number that nothing told to be one to call.
  return figures.some(({ shown }) => isSamePhone(phone, shown.replace(/\D/g, '').replace(/^0+/, '') || '-'))
}

/** A passage that names no number of that street, or another way of writing it, is left to the numbers and names. */
function hasStreet(streets: readonly string[], street: string): boolean {
  if (streets.includes(street)) return true
  const name = street.slice(street.indexOf(' ') + 1)
  return !streets.some((other) => other.endsWith(` ${name}`)) || streets.some((other) => other.endsWith(` ${street}`))
}

function hasDate({ dates, figures }: Facts, said: DateParts): boolean {
  return dates.flat().some((date) => {
    if (date.month !== said.month || (said.day !== null && date.day !== said.day)) return false
    if (said.year === null || said.year === date.year) return true
    // "1 to 15 May": the year stands once, or above.
    const isAbove = date.year === null && [
      ...dates.flat().map(({ year }) => year),
      ...figures.flatMap(({ values }) => values),
    ]
    return isAbove !== false && isAbove.includes(said.year)
  })
}

function hasTime({ times, figures }: Facts, time: ClockTime): boolean {
  if (times.some((other) => isSameTime(time, other))) return true
  // "Open 9–5": hours that nothing told to be ones.
  return (
    time.minutes % 60 === 0 &&
    figures.some(
      ({ values, measure }) =>
        measure === null && values.some((hour) => (hour * 60) % 720 === time.minutes % 720 && hour <= 24),
    )
  )
}

function hasFigure({ figures, dates, times }: Facts, said: Figure): boolean {
  if (said.exact !== '') {
    if (figures.some(({ exact }) => exact === said.exact)) return true
    // `PHP 8.1` beside `8.1 or later`.
    return said.values.length > 0 && figures.some(({ exact, shown }) => exact === '' && shown === said.shown)
  }
  const isGiven = (value: number) =>
    figures.some(({ values, parts, measure }) =>
      [...values, ...parts].some((other) => isSameAmount(value, said.measure, other, measure)),
    )
  if (said.values.some(isGiven) || (said.parts.length > 0 && said.parts.every(isGiven))) return true
  if (said.measure !== null) return false
  const [whole] = said.values
  if (whole === undefined) return false
  if (dates.flat().some(({ year, day }) => year === whole || day === whole)) return true
  return times.some(({ minutes }) => minutes % 60 === 0 && whole <= 24 && (whole * 60) % 720 === minutes % 720)
}
