import { describe, expect, it } from 'vitest'
import { STATEMENTS, type Statements } from '../../../../test/answers/statements.ts'
import { aSource } from '../../../../test/makers.ts'
import { openChecker } from '../check.ts'
import { findMissing, readFacts } from './claims.ts'

const missing = (said: string, given: string) => findMissing(readFacts(said), [readFacts(given)])

/** The same in other words; on the right, what a passage says. */
const SAME = [
  ['It opens at 5:15 pm.', 'Geöffnet ab 17.15 Uhr'],
  ['At half past five.', 'um halb sechs'],
  ['At noon.', 'um 12:00'],
  ['On 3 May 2026.', '2026-05-03'],
  ['Am 3. Mai 2026.', 'May 3rd, 2026'],
  ['On 3/4/2026.', '3 April 2026'],
  ['On 3/4/2026.', 'March 4, 2026'],
  ['From 1 to 15 May.', '1.–15. Mai'],
  ['1,220 °C', '1.220 °C'],
  ["CHF 1'250.50", '1250,50 Franken'],
  ['1.2 million', '1,2 Mio.'],
  ['twenty-five people', '25 people'],
  ['two hundred and five', '205'],
  ['fünfundzwanzig Personen', '25 Personen'],
  ['6½ hours', '6.5 hours'],
  ['90 minutes', '1.5 hours'],
  ['2 weeks', '14 days'],
  ['50 cents', '€0.50'],
  ['15 percent', '15 %'],
  ['+44 1736 334220', '01736 334 220'],
  ['version 6.4', 'WordPress 6.4'],
  ['PHP 8.1.0', 'PHP 8.1'],
  ['12 Harbour St', '12 Harbour Street'],
  ['Hafenstr. 12', 'Hafenstraße 12'],
  ['-5 °C', 'minus 5 degrees Celsius'],
]
const OTHER = [
  ['At 5:15 pm.', 'at 5:15 am'],
  ['On 3 May 2026.', '3 May 2025'],
  ['On Sundays.', 'Monday to Saturday'],
  ['€16', '$16'],
  ['16 minutes', '16 hours'],
  ['1,220 °C', '1,220 °F'],
  ['15 %', '15 euros'],
  ['version 6.4', 'version 6.5'],
  ['6.4.2', '6.4.1'],
  ['007', '7 agents'],
  ['MP4', 'MP3'],
  ['-5 °C', '5 °C'],
  ['+44 1736 334220', '+44 1736 334202'],
  ['a@x.test', 'b@x.test'],
  ['12 Harbour Street', '14 Harbour Street, house 12'],
  ['twelve', '12.5'],
]

describe('findMissing', () => {
  it.each(SAME)('finds %j in %j', (said, given) => {
    expect(missing(said, given)).toBeNull()
    expect(missing(given, said)).toBeNull()
  })

  it.each(OTHER)('does not find %j in %j', (said, given) => {
    expect(missing(said, given)).not.toBeNull()
  })

  it('knows the days that a range means', () => {
    expect(missing('On Tuesday.', 'Mo–Fr')).toBeNull()
    expect(missing('On Tuesday and Thursday.', 'Monday to Friday')).toBeNull()
    expect(missing('On Sundays.', 'open daily')).toBeNull()
    expect(missing('On Saturday.', 'weekends')).toBeNull()
    expect(missing('On Saturday.', 'Monday to Friday')).toBe('number')
  })

  it('reads words that look like figures as words', () => {
    for (const words of [
      'You may march on.',
      'If so, do it.',
      'Sie ist die einzige.',
      'Set it once, due to rain.',
      'A one-off.',
    ])
      expect(missing(words, 'nothing')).toBeNull()
  })
})

describe('the table of statements', () => {
  const verdicts = (isTrue: boolean) =>
    STATEMENTS.flatMap((page) =>
      (isTrue ? page.isTrue : page.isFalse).map((text) => ({ text, isKept: 'kept' in verdictOf(page, text) })),
    )

  it('lets fair statements pass: at most 2 of 100 are flagged', () => {
    const all = verdicts(true)
    const flagged = all.filter(({ isKept }) => !isKept)
    expect(all.length).toBeGreaterThanOrEqual(200)
    expect(flagged.length / all.length, flagged.map(({ text }) => text).join('\n')).toBeLessThanOrEqual(0.02)
  })

  it('flags statements with one false number, date, price, address or name: at least 98 of 100', () => {
    const all = verdicts(false)
    const missed = all.filter(({ isKept }) => isKept)
    expect(all.length).toBeGreaterThanOrEqual(100)
    expect(missed.length / all.length, missed.map(({ text }) => text).join('\n')).toBeLessThanOrEqual(0.02)
  })
})

function verdictOf({ title, content, language, date }: Statements, text: string) {
  const publishedAt = date === undefined ? null : new Date(date)
  const source = aSource({ title, content, language, publishedAt, headings: [], author: null, site: 'site' })
  return openChecker({ question: '', sources: [source] }).check({ lead: '', text, cites: [1] })
}
