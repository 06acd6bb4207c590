/** For `doctor`: what the models cost, and whether the budget can hold. */
import type { Check } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { modelsOf, openPrices, PRICES_TAKEN, type Price } from './prices.ts'

export function checkBudget({ openai, answers }: Pick<Config, 'openai' | 'answers'>): Check {
  const name = 'budget'
  if (!openai) return { name, state: 'skip', detail: 'nothing is paid for: embedder and answers are built in' }
  const { dailyBudgetUsd, modelPrices } = answers
  const findPrice = openPrices(modelPrices)
  const prices = modelsOf(openai).map((model) => ({ model, price: findPrice(model) }))
  const limit = dailyBudgetUsd === null ? 'no limit (DAILY_BUDGET_USD is not set)' : `$${dailyBudgetUsd} a day`
  const unknown = prices.filter(({ price }) => price === null).map(({ model }) => model)
  if (unknown.length === 0) {
    const known = prices.map(({ model, price }) => `${model} ${price ? perMillion(price) : ''}`).join(', ')
    return { name, state: 'ok', detail: `${limit}; a million tokens: ${known} (list of ${PRICES_TAKEN})` }
  }
  const detail = `${limit}; no price is known of ${unknown.join(' and ')}`
  const example = unknown.map((model) => `${model}=0.15/0.60`).join(',')
  const remedy = `Set MODEL_PRICES to dollars for a million tokens, such as ${example}, or ${unknown[0]}=0 for one of your own.`
  // Without a limit only the bill is incomplete; with one it cannot hold.
  if (dailyBudgetUsd === null) return { name, state: 'ok', detail: `${detail}: tokens are counted, costs are not` }
  return { name, state: 'warn', detail: `${detail}: the budget cannot hold what it costs`, remedy }
}

function perMillion({ inputUsd, outputUsd }: Price): string {
  return outputUsd === 0 || outputUsd === inputUsd ? `$${inputUsd}` : `$${inputUsd}/$${outputUsd}`
}
