/** What a sync run did, as people read it: the ledger of posts with the reasons, and what it took. Pure. */
import type { SyncCost, SyncReport } from '../../types.ts'
import { count, counted, dollars, duration, ledger, reasons, sum } from './format.ts'
import { printable } from './plain.ts'

export function reportLines(report: SyncReport, isDryRun = false): string[] {
  const { site, kind, outcome, ms, hidden, skipped, failed, requests, embedded, costs = [], notes } = report
  const title = `${site}  ${kind === 'full' ? 'full pass' : kind}, ${outcome}, ${duration(ms)}`
  const optional = (label: string, figure: number, remark?: string) =>
    figure > 0 ? [[label, count(figure), remark] as const] : []
  const effort = [
    `requests   ${count(requests.light)} light, ${count(requests.heavy)} heavy`,
    `embedded   ${counted(embedded.texts, 'text')} in ${counted(embedded.requests, 'request')}, ${counted(embedded.tokens, 'token')}`,
  ]
  return [
    isDryRun ? `${title} (dry run: nothing was written)` : title,
    ...ledger([
      ['listed', count(report.listed)],
      ['added', count(report.added)],
      ['updated', count(report.updated)],
      ['unchanged', count(report.unchanged)],
      ...optional('revived', report.revived),
      ...optional('hidden', sum(hidden), reasons(hidden)),
      ...optional('skipped', sum(skipped), reasons(skipped)),
      ...optional('failed', sum(failed), reasons(failed)),
      ...optional('withheld', report.withheld, 'missing from the list, kept until it is proven that they are gone'),
      ...optional('removed', report.removed, 'gone from the site'),
      ...optional('renamed', report.renamed, 'authors, categories and tags'),
      ...optional('purged', report.purged, 'erased for good'),
    ]),
    ...effort.map((line) => `  ${line}`),
    ...costs.map((cost) => `  would cost ${costLine(cost)}`),
    ...notes.map((note) => `  note       ${printable(note)}`),
  ]
}

function costLine({ model, tokens, usd }: SyncCost): string {
  const price = usd === null ? 'an unknown price (set MODEL_PRICES)' : dollars(usd)
  return `${price} for ${counted(tokens, 'token')} of ${printable(model)}`
}
