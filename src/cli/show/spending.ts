/** What was spent today, as people read it: the sum, and of it the dearest. Nothing where nothing is paid. Pure. */
import type { SpendingRow, SpendingToday } from '../../types.ts'
import { counted, dollars, ledger } from './format.ts'
import { printable } from './plain.ts'

const SHOWN = 10

export function spendingLines({ spentUsd, reservedUsd, limitUsd, rows }: SpendingToday): string[] {
  const limit = limitUsd === null ? 'no limit is set' : `of ${dollars(limitUsd)}`
  const reserved = reservedUsd > 0 ? `, ${dollars(reservedUsd)} set aside for calls under way` : ''
  const rest = rows.length > SHOWN ? [`  and ${counted(rows.length - SHOWN, 'row')} more: askpress status --json`] : []
  const title = `spent today (UTC)  ${dollars(spentUsd)}, ${limit}${reserved}`
  if (rows.length === 0 && limitUsd === null) return []
  return rows.length === 0 ? [title] : [title, ...ledger(rows.slice(0, SHOWN).map(toRow)), ...rest]
}

function toRow({ kind, key, site, requests, inputTokens, outputTokens, unpricedTokens, usd }: SpendingRow) {
  const calls = `${counted(requests, 'call')}, ${counted(inputTokens + outputTokens, 'token')}`
  const unpriced = unpricedTokens > 0 ? `, ${counted(unpricedTokens, 'token')} of them without a known price` : ''
  const who = `key ${printable(key)}${site === null ? '' : `, ${printable(site)}`}`
  return [kind, dollars(usd), `${calls}${unpriced}; ${who}`] as const
}
