/** Figures, times and aligned columns, as people read them. Pure. */
import type { Terminal } from '../parts.ts'

/** What to say where sites would be listed. */
export const NO_SITE = 'No site yet. Add one: askpress sites add https://example.com'

const number = new Intl.NumberFormat('en-US')

/** `12,345` */
export function count(value: number): string {
  return number.format(value)
}

/** `1 post`, `12,345 posts` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** `$12.34`, `$0.0016`, `less than $0.0001`: small amounts with as many places as it takes to see them. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.0001) return 'less than $0.0001'
  return `$${usd < 1 ? usd.toFixed(4) : usd.toFixed(2)}`
}

/** `850 ms`, `12.3 s`, `4 min 5 s`, `3 h 20 min`, `2 d 4 h` */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  if (seconds < 86_400) return pair(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min')
  return pair(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h')
}

/** `protected 2, noindex 1`, most frequent first. */
export function reasons(counts: Readonly<Record<string, number>>): string {
  const known = Object.entries(counts).filter(([, times]) => times > 0)
  return known
    .sort(([, one], [, other]) => other - one)
    .map(([reason, times]) => `${reason} ${count(times)}`)
    .join(', ')
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, times) => total + times, 0)
}

/** Rows as lines: the first column to the left, figures in the second to the right, remarks after them. */
export function ledger(
  rows: readonly (readonly [label: string, figure: string, remark?: string | undefined])[],
): string[] {
  const labelWidth = Math.max(...rows.map(([label]) => label.length))
  const figureWidth = Math.max(...rows.map(([, figure]) => figure.length))
  return rows.map(([label, figure, remark = '']) =>
    `  ${label.padEnd(labelWidth)}  ${figure.padStart(figureWidth)}  ${remark}`.trimEnd(),
  )
}

/** Characters a line may have: what the terminal is wide, within what is comfortable to read. */
export function widthOf(terminal: Terminal): number {
  return Math.min(Math.max(terminal.columns ?? 80, 40), 100)
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
