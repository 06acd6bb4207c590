import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const now = new Date('2026-05-01T12:00:00Z')

it.each([
  ['7', 7],
  [' 120 ', 120],
  ['0', 0],
  ['999999', 900],
  ['Fri, 01 May 2026 12:00:20 GMT', 20],
  ['Fri, 01 May 2026 11:00:00 GMT', 0],
  ['Sat, 02 May 2026 12:00:00 GMT', 900],
])('F44 reads %s as %i seconds', (header, seconds) => {
  expect(readRetryAfter(header, now)).toBe(seconds)
})

it.each([undefined, '', 'soon', '-5'])('takes %s for nothing asked', (header) => {
  expect(readRetryAfter(header, now)).toBeUndefined()
})
