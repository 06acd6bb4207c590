/** WordPress dates: `2026-03-01T09:30:00`, UTC in the `*_gmt` fields, always without saying so. */

const DAY_MS = 86_400_000

/**
 * @returns null for `0000-00-00 00:00:00`, `-0001-11-30T00:00:00`, years up to 1971 (a zero date shifted by a zone) and
 *   times more than a day ahead: WordPress prints all of them for "none".
 */
export function readGmtDate(value: unknown, now: Date): Date | null {
  if (typeof value !== 'string') return null
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:Z|\+00:00)?$/.exec(value) ?? []
  const date = new Date(`${day}T${time}Z`)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1971) return null
  return date.getTime() > now.getTime() + DAY_MS ? null : date
}
