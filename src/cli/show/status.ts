/** The ledger of each site's index, as people read it. Pure. */
import type { SiteStatus, SpaceStatus, TypeStatus } from '../../types.ts'
import { count, counted, duration, ledger, reasons, sum } from './format.ts'
import { printable } from './plain.ts'

export function statusLines(status: SiteStatus, now: Date): string[] {
  const { name, url, listed, indexed, chunks, hidden, skipped, failed, withheld, pendingVectors } = status
  const waiting = pendingVectors > 0 ? `, ${count(pendingVectors)} of them found by keyword only so far` : ''
  return [
    `${printable(name)}  ${printable(url)}`,
    ...ledger([
      ['listed', listed === null ? '?' : count(listed), listed === null ? 'not listed completely yet' : ''],
      ['indexed', count(indexed), `${counted(chunks, 'chunk')}${waiting}`],
      ['hidden', count(sum(hidden)), reasons(hidden)],
      ['skipped', count(sum(skipped)), reasons(skipped)],
      ['failed', count(sum(failed)), reasons(failed)],
      ['withheld', count(withheld)],
    ]),
    ...typeLines(status),
    ...status.spaces.filter(({ state }) => state === 'building').map(toLine),
    `  last run   ${lastRun(status, now)}`,
    `  freshness  ${freshness(status)}`,
  ]
}

/** Each type by itself, where there are several. */
function typeLines({ types }: SiteStatus): string[] {
  const all = Object.entries(types)
  return all.length < 2 ? [] : all.map(([name, type]) => `  ${printable(name)}: ${describeType(type)}`)
}

function describeType({ listed, indexed, hidden, skipped, failed, withheld }: TypeStatus): string {
  const parts = { hidden: sum(hidden), skipped: sum(skipped), failed: sum(failed), withheld }
  const others = Object.entries(parts).filter(([, posts]) => posts > 0)
  return [
    `listed ${listed === null ? '?' : count(listed)}`,
    `indexed ${count(indexed)}`,
    ...others.map(([name, posts]) => `${name} ${count(posts)}`),
  ].join(', ')
}

/** A change of models on its way. */
function toLine({ model, dimensions, embedded, chunks }: SpaceStatus): string {
  const name = `${printable(model)}, ${count(dimensions)} dimensions`
  return `  to come    ${name}: ${count(embedded)} of ${counted(chunks, 'chunk')} have vectors`
}

function lastRun({ lastRun: run }: SiteStatus, now: Date): string {
  if (!run) return 'none yet'
  const ago = duration(Math.max(0, now.getTime() - run.startedAt.getTime()))
  return `${run.kind}, ${run.outcome}, ${ago} ago, took ${duration(run.ms)}`
}

/** From a change in WordPress to the moment it can be found. */
function freshness({ freshness: { p50Seconds, p95Seconds } }: SiteStatus): string {
  if (p50Seconds === null) return 'no change seen yet'
  const slow = p95Seconds === null ? '' : `, 95 % within ${duration(p95Seconds * 1000)}`
  return `half of the changes within ${duration(p50Seconds * 1000)}${slow}`
}
