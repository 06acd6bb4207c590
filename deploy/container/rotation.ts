/** When the next backup is made and which are thrown away. Pure: the names of the files tell everything. */

const NAME = /^askpress-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})Z\.backup$/
/** A day, and the time that a failed one has to be tried again. */
const LATE_MS = 26 * 3_600_000

/** `askpress-2026-11-25T023000Z.backup`: sorted by name they are sorted by time. */
export function nameOf(at: Date): string {
  return `askpress-${at.toISOString().slice(0, 19).replaceAll(':', '')}Z.backup`
}

/** When the newest of these files was begun; null when there is none. Files of other names count for nothing. */
export function newestOf(names: readonly string[]): Date | null {
  const newest = backupsOf(names).at(-1)
  const [, day, hours, minutes, seconds] = NAME.exec(newest ?? '') ?? []
  return day === undefined ? null : new Date(`${day}T${hours}:${minutes}:${seconds}Z`)
}

export function isLate(newest: Date | null, now: Date): boolean {
  return newest === null || now.getTime() - newest.getTime() > LATE_MS
}

/** All but the newest `keep`. */
export function findSuperfluous(names: readonly string[], keep: number): string[] {
  return backupsOf(names).slice(0, -keep)
}

/** The next time a clock in UTC shows `at`, such as `02:30`; null when that is no time. */
export function nextAfter(now: Date, at: string): Date | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at) ?? []
  if (hours === undefined) return null
  const next = new Date(now)
  next.setUTCHours(Number(hours), Number(minutes), 0, 0)
  if (next <= now) next.setUTCDate(next.getUTCDate() + 1)
  return next
}

function backupsOf(names: readonly string[]): string[] {
  return names.filter((name) => NAME.test(name)).sort()
}
