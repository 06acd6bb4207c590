/** How long a server asks us to stay away. Pure. */

/**
 * OpenAI's `retry-after-ms` first, for it is finer, then `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 *
 * @param headers Lower-case names.
 * @param maxSeconds What a longer wish is cut to. Default: no limit.
 * @returns Seconds, 0 for a date that has passed; undefined when the server does not say, or nothing that makes sense.
 */
export function readRetryAfter(
  headers: Readonly<Record<string, string>>,
  now: Date,
  maxSeconds = Number.POSITIVE_INFINITY,
): number | undefined {
  const ms = readNumber(headers['retry-after-ms'])
  const seconds = ms === undefined ? readSeconds(headers['retry-after'], now) : ms / 1000
  return seconds === undefined ? undefined : Math.min(seconds, maxSeconds)
}

function readSeconds(value: string | undefined, now: Date): number | undefined {
  const seconds = readNumber(value)
  // A date begins with the name of a day; Date.parse would make a year of `-3` too.
  if (seconds !== undefined || value === undefined || !/^\s*[a-z]/i.test(value)) return seconds
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now.getTime()) / 1000)
}

function readNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined
}
