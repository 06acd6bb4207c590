import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const now = new Date('2026-01-02T03:04:05Z')

it.each([
  [{ 'retry-after': '20' }, 20],
  [{ 'retry-after': '0.5' }, 0.5],
  [{ 'retry-after': 'Fri, 02 Jan 2026 03:04:35 GMT' }, 30],
  [{ 'retry-after': 'Fri, 02 Jan 2026 03:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, 0.25],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '-3' }, null],
  [{ 'retry-after': '' }, null],
  [{}, null],
])('reads %j as %s seconds', (headers, seconds) => {
  expect(readRetryAfter(headers, now)).toBe(seconds)
})
