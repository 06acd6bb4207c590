import { expect, it } from 'vitest'
import { counted, duration, ledger, reasons } from './format.ts'

it.each([
  [0, '0 ms'],
  [999.6, '1.0 s'],
  [12_345, '12.3 s'],
  [59_990, '1 min'],
  [60_000, '1 min'],
  [245_000, '4 min 5 s'],
  [12_000_000, '3 h 20 min'],
  [187_200_000, '2 d 4 h'],
])('writes %i ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

it('counts with separators and the right number', () => {
  expect([counted(1, 'post'), counted(12_345, 'post'), counted(0, 'query', 'queries')]).toEqual([
    '1 post',
    '12,345 posts',
    '0 queries',
  ])
})

it('names the most frequent reason first and leaves out those without a case', () => {
  expect(reasons({ noindex: 1, empty: 0, protected: 12 })).toBe('protected 12, noindex 1')
})

it('aligns labels to the left and figures to the right', () => {
  expect(
    ledger([
      ['listed', '1,200'],
      ['hidden', '3', 'noindex 3'],
    ]),
  ).toEqual(['  listed  1,200', '  hidden      3  noindex 3'])
})
