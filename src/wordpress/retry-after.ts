/** The `Retry-After` header: seconds or an HTTP date (RFC 9110, 10.2.3). */

/** Longer than this we come back by schedule, whatever a site asks for: one was seen to ask for 999,999 s. */
const MAX_SECONDS = 15 * 60

/** @returns Whole seconds, 0 to 900; undefined when there is no header that makes sense. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  // A date begins with the name of a day: Date.parse would read `-5` as a year.
  const until = /^[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  const seconds = /^\d+$/.test(text) ? Number(text) : (until - now.getTime()) / 1000
  if (Number.isNaN(seconds)) return undefined
  return Math.min(MAX_SECONDS, Math.max(0, Math.ceil(seconds)))
}
