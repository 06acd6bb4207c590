import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const now = new Date('2026-05-01T12:00:00Z')

it.each([
  ['7', 7],
  [' 120 ', 120],
  ['0', 0],
  ['0.5', 0.5],
  ['999999', 900],
  ['Fri, 01 May 2026 12:00:20 GMT', 20],
  ['Fri, 01 May 2026 11:00:00 GMT', 0],
  ['Sat, 02 May 2026 12:00:00 GMT', 900],
])('F44 reads %s as %d seconds, 900 at most', (header, seconds) => {
  expect(readRetryAfter({ 'retry-after': header }, now, 900)).toBe(seconds)
})

it('takes the finer header first, and any length unless told otherwise', () => {
  expect(readRetryAfter({ 'retry-after-ms': '250', 'retry-after': '1' }, now)).toBe(0.25)
  expect(readRetryAfter({ 'retry-after': '172800' }, now)).toBe(172_800)
})

it.each([{}, { 'retry-after': '' }, { 'retry-after': 'soon' }, { 'retry-after': '-5' }])(
  'takes %j for nothing asked',
  (headers) => {
    expect(readRetryAfter(headers, now)).toBeUndefined()
  },
)
