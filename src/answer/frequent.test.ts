import { expect, it } from 'vitest'
import { openProcessCache } from '../cache/process-cache.ts'
import type { AskRequest } from '../types.ts'
import { countQuestions } from './frequent.ts'

const asking = (question: string, change: Partial<AskRequest> = {}): AskRequest => ({
  question,
  filters: {},
  history: [],
  ...change,
})

it('tells what is asked most, over all processes, as it was asked first', async () => {
  const cache = openProcessCache()
  const [one, other] = [countQuestions(cache), countQuestions(cache)]
  for (const wording of ['How hot?', 'how hot', 'HOW HOT?']) one.count('hot', asking(wording))
  one.count('cold', asking('How cold?'))
  for (let n = 0; n < 2; n++) other.count('when', asking('When?'))
  await other.close()

  expect(await one.top(2)).toEqual([asking('How hot?'), asking('When?')])
})

it('asks of the same sites and by the same filters again', async () => {
  const cache = openProcessCache()
  const frequent = countQuestions(cache)
  const request = asking('a', { site: 'kiln', siteIds: [1, 2], filters: { type: ['post'], after: new Date(5_000) } })
  frequent.count('a', request)
  expect(await frequent.top(5)).toEqual([request])
})

it('adds yesterday to today, and forgets what was before', async () => {
  const cache = openProcessCache()
  const on = (day: string) => countQuestions(cache, { now: () => new Date(`2026-03-${day}T12:00:00Z`) })
  const counts: [string, string, number][] = [
    ['03', 'old', 9],
    ['04', 'a', 2],
    ['05', 'a', 2],
    ['05', 'b', 3],
  ]
  for (const [day, question, times] of counts) {
    const frequent = on(day)
    for (let n = 0; n < times; n++) frequent.count(question, asking(question))
    await frequent.close()
  }

  expect((await on('05').top(9)).map(({ question }) => question)).toEqual(['a', 'b'])
})

it('passes over what it cannot read', async () => {
  const cache = openProcessCache()
  const frequent = countQuestions(cache)
  frequent.count('a', asking('a'))
  await frequent.close()
  const damaged = {
    ...cache,
    top: async () => ['', '[]', '{}', '[1,2,3,4]', 'null'].map((name) => ({ name, count: 1 })),
  }
  expect(await countQuestions(damaged).top(9)).toEqual([])
})
