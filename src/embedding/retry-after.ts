/** How long a server asks us to stay away. Pure. */

/**
 * OpenAI's `retry-after-ms` first, for it is finer, then `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 *
 * @param headers Lower-case names.
 * @returns Seconds, 0 for a date that has passed; null when the server does not say, or nothing that makes sense.
 */
export function readRetryAfter(headers: Record<string, string>, now: Date): number | null {
  const ms = readNumber(headers['retry-after-ms'])
  if (ms !== null) return ms / 1000
  const value = headers['retry-after']
  const seconds = readNumber(value)
  if (seconds !== null) return seconds
  // A date begins with the name of a day; Date.parse would make a year of `-3` too.
  const at = /^\s*[a-z]/i.test(value ?? '') ? Date.parse(value ?? '') : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1000)
}

function readNumber(value: string | undefined): number | null {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null
}
