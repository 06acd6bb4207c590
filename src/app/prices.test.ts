import { expect, it } from 'vitest'
import { costOf, isFree, openPrices } from './prices.ts'

it('knows OpenAI’s models, and a model of a day by the name without it', () => {
  const find = openPrices()

  expect(find('gpt-4o-mini')).toEqual({ inputUsd: 0.15, outputUsd: 0.6 })
  expect(find('gpt-4o-2024-11-20')).toEqual(find('gpt-4o'))
  expect(find('gpt-4o-mini-tts')).toBeNull()
  expect(find('constructor')).toBeNull()
})

it('takes the operator’s word over its own', () => {
  const find = openPrices([
    { model: 'gpt-4o', inputUsd: 1, outputUsd: 2 },
    { model: 'mine', inputUsd: 0, outputUsd: 0 },
  ])

  expect(find('gpt-4o')).toEqual({ inputUsd: 1, outputUsd: 2 })
  const mine = find('mine')
  expect(mine && isFree(mine)).toBe(true)
})

it('counts in dollars for a million tokens', () => {
  expect(costOf({ inputUsd: 0.15, outputUsd: 0.6 }, { inputTokens: 4_000, outputTokens: 500 })).toBeCloseTo(0.0009, 12)
})
