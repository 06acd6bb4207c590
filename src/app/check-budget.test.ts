import { expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { checkBudget } from './check-budget.ts'

const check = (env: Record<string, string>) => checkBudget(readConfig(env))
const OPENAI = { OPENAI_API_KEY: 'sk-x' }
const OWN = { ...OPENAI, ANSWER_MODEL: 'own' }

it('has nothing to say where nothing is paid', () => {
  expect(check({})).toMatchObject({ state: 'skip' })
})

it('tells the limit, the prices and of which day they are', () => {
  expect(check({ ...OPENAI, DAILY_BUDGET_USD: '5' })).toMatchObject({
    state: 'ok',
    detail: expect.stringMatching(
      /^\$5 a day; .*gpt-4o-mini \$0\.15\/\$0\.6, text-embedding-3-large \$0\.13 .*20\d\d-/,
    ),
  })
})

it('warns that a budget cannot hold a model without a price, and takes the operator’s', () => {
  expect(check({ ...OWN, DAILY_BUDGET_USD: '5' })).toMatchObject({
    state: 'warn',
    detail: expect.stringContaining('no price is known of own'),
    remedy: expect.stringContaining('MODEL_PRICES'),
  })
  expect(check(OWN).state).toBe('ok')
  expect(check({ ...OWN, DAILY_BUDGET_USD: '5', MODEL_PRICES: 'own=0' }).state).toBe('ok')
})
