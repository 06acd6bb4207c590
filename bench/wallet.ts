/**
 * L10: one key of a web page, a thousand addresses, a thousand questions that nobody asked before. What does the provider
 * charge beyond DAILY_BUDGET_USD, and what does the attack cost others?
 *
 *   TEST_DATABASE_URL=postgres://… npx node bench/wallet.ts [--addresses 1000] [--usd 0.04]
 */
import { parseArgs } from 'node:util'
import { attackWallet } from '../test/answers/wallet-attack.ts'

const { values } = parseArgs({
  options: { addresses: { type: 'string', default: '1000' }, usd: { type: 'string', default: '0.04' } },
})

for (const processes of [1, 2]) {
  const attack = { addresses: Number(values.addresses), processes, limitUsd: Number(values.usd), atOnce: 16 }
  const report = await attackWallet(attack)
  const over = report.chargedUsd - attack.limitUsd
  const bound = (attack.atOnce + report.perSecond) * report.questionUsd
  console.log({ ...attack, ...report, over, bound, isHeld: over <= bound })
}
