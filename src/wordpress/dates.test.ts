import { expect, it } from 'vitest'
import { readGmtDate } from './dates.ts'

const now = new Date('2026-06-01T00:00:00Z')

it.each(['2026-03-01T09:30:00', '2026-03-01 09:30:00', '2026-03-01T09:30:00Z', '2026-03-01T09:30:00+00:00'])(
  'F26 reads %s as UTC, whatever the zone of this machine',
  (text) => {
    expect(readGmtDate(text, now)?.toISOString()).toBe('2026-03-01T09:30:00.000Z')
  },
)

it.each([
  null,
  undefined,
  '',
  0,
  '0000-00-00 00:00:00',
  '-0001-11-30T00:00:00',
  '1971-01-01T00:00:00',
  '2026-13-45T99:00:00',
])('F26 takes %s for unknown', (value) => {
  expect(readGmtDate(value, now)).toBeNull()
})

it('F27 allows for a clock that is ahead, but not for a date of 2031', () => {
  expect(readGmtDate('2026-06-01T05:00:00', now)).not.toBeNull()
  expect(readGmtDate('2031-01-01T00:00:00', now)).toBeNull()
})
