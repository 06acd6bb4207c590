import { describe, expect, it } from 'vitest'
import { type Case, judge } from './judge.ts'

const OPEN = { budget: 10, mayTrust: true }

describe('judge', () => {
  it('lets go what WordPress itself calls gone, up to the budget', () => {
    expect(judge(cases('gone', 12), OPEN)).toMatchObject({ gone: ids(10), notPublic: [], spent: 10 })
  })

  it('hides what is not public at once, whatever the budget and the listing', () => {
    expect(judge(cases('not_public', 40), { budget: 0, mayTrust: false })).toMatchObject({
      notPublic: ids(40),
      spent: 0,
    })
  })

  it('never touches what is alive or unknown', () => {
    expect(judge([...cases('alive', 2), ...cases('unknown', 3)], OPEN)).toEqual({ gone: [], notPublic: [], spent: 0 })
  })

  it('believes a sample only when it is unanimous enough and all fit the budget', () => {
    const sample = [...cases('gone', 5), ...cases('absent', 4, 6)]

    expect(judge(sample, OPEN).gone).toEqual(ids(9))
    expect(judge(sample, { ...OPEN, budget: 8 }).gone).toEqual(ids(5))
    expect(judge([...sample, ...cases('alive', 1, 20)], OPEN).gone).toEqual(ids(5))
  })

  it('takes nothing from an empty listing but what three listings over a day agree on', () => {
    const empty = { budget: 10, mayTrust: false }

    expect(judge(cases('gone', 3), empty).gone).toEqual([])
    expect(judge(agreed(cases('gone', 30)), empty)).toMatchObject({ gone: ids(30), spent: 0 })
  })

  it('wants proof even of what three listings agree on', () => {
    expect(judge(agreed([...cases('alive', 1), ...cases('absent', 20, 2)]), OPEN).gone).toEqual([])
    expect(judge(agreed([...cases('gone', 19), ...cases('absent', 60, 20)]), OPEN).gone).toEqual(ids(79))
  })
})

function cases(evidence: Case['evidence'], count: number, from = 1): Case[] {
  return Array.from({ length: count }, (_, index) => ({ wpId: from + index, evidence, isAgreed: false }))
}

function agreed(some: Case[]): Case[] {
  return some.map((each) => ({ ...each, isAgreed: true }))
}

function ids(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
