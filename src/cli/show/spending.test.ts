import { expect, it } from 'vitest'
import { aSpendingToday } from '../../../test/makers.ts'
import { spendingLines } from './spending.ts'

it('shows the sum, what it is of, and the dearest of it', () => {
  const [row] = aSpendingToday().rows
  if (!row) throw new Error('no row')
  const rows = [row, { ...row, kind: 'passages' as const, key: 'sync', site: null, unpricedTokens: 7, usd: 0 }]

  expect(spendingLines(aSpendingToday({ limitUsd: 5, reservedUsd: 0.0004, rows }))).toEqual([
    'spent today (UTC)  $0.0103, of $5.00, $0.0004 set aside for calls under way',
    '  answer    $0.0103  20 calls, 56,100 tokens; key open, kiln',
    '  passages       $0  20 calls, 56,100 tokens, 7 tokens of them without a known price; key sync',
  ])
})

it('says nothing where nothing is paid and nothing is limited', () => {
  expect(spendingLines(aSpendingToday({ spentUsd: 0, rows: [] }))).toEqual([])
  expect(spendingLines(aSpendingToday({ spentUsd: 0, rows: [], limitUsd: 0 }))).toEqual([
    'spent today (UTC)  $0, of $0',
  ])
})
