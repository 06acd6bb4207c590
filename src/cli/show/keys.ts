/** Keys, as people read them. Pure. */
import type { Key } from '../../types.ts'
import { count, duration } from './format.ts'
import { printable } from './plain.ts'

export const NO_KEY = 'No key yet. Make one: askpress keys create'

export function keyLine(key: Key, now: Date): string {
  return keyLines([key], now).join('\n')
}

/** One line each, in columns. */
export function keyLines(keys: readonly Key[], now: Date): string[] {
  const rows = keys.map((key) => [
    String(key.id),
    key.hint,
    key.state,
    [...key.scopes].join(','),
    [printable(key.name), limits(key), times(key, now)].filter(Boolean).join('; '),
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function limits({ origins, sites, ratePerMinute }: Key): string {
  return [
    origins.length > 0 ? `from ${origins.join(', ')}` : '',
    sites === null ? '' : `only ${sites.map(printable).join(', ') || 'a site that is gone'}`,
    ratePerMinute === null ? '' : `${count(ratePerMinute)} a minute`,
  ]
    .filter(Boolean)
    .join('; ')
}

function times({ state, expiresAt, lastUsedAt, replacedBy }: Key, now: Date): string {
  const since = (date: Date) => duration(Math.max(0, now.getTime() - date.getTime()))
  const isAhead = expiresAt !== null && expiresAt > now && state !== 'revoked'
  return [
    lastUsedAt === null ? 'never used' : `used ${since(lastUsedAt)} ago`,
    isAhead ? `expires in ${duration(expiresAt.getTime() - now.getTime())}` : '',
    replacedBy === null ? '' : `followed by ${replacedBy}`,
  ]
    .filter(Boolean)
    .join('; ')
}
