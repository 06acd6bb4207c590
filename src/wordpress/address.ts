/** Makes the address of a front page out of what people paste. Asks no server. */
import { AppError } from '../errors.ts'

/**
 * @returns addresses without a trailing slash, to be tried in this order: one, or https and http when no scheme was given.
 * @throws AppError `invalid_input` for user:password, a query, a fragment, another scheme, or no host
 */
export function normaliseAddress(text: string): string[] {
  const trimmed = text.trim()
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  const url = trimmed === '' ? null : URL.parse(hasScheme ? trimmed : `https://${trimmed}`)
  if (!url || url.hostname === '')
    throw invalid(text, 'is not the address of a website. Write it like https://example.com')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid(text, 'must begin with https:// or http://')
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      `${url.protocol}//…@${url.host}`,
      'holds a user name or password. Leave it out; application passwords are given apart (WP_USER, WP_APP_PASSWORD)',
    )
  }
  if (trimmed.includes('?')) throw invalid(text, 'holds a query (?…). Give the address of the front page')
  if (trimmed.includes('#')) throw invalid(text, 'holds a fragment (#…). Give the address of the front page')
  const rest = url.host + withoutRest(url.pathname)
  if (hasScheme) return [`${url.protocol}//${rest}`]
  // localhost:8080 is a site on a developer's machine, which seldom has a certificate.
  return isLocal(url.hostname) ? [`http://${rest}`, `https://${rest}`] : [`https://${rest}`, `http://${rest}`]
}

/** `/blog/wp-json/wp/v2/posts/` → `/blog`; the pages WordPress logs people in through are dropped as well. */
function withoutRest(path: string): string {
  return path
    .replace(/\/(?:index\.php\/)?wp-json(?:\/.*)?$/, '')
    .replace(/\/wp-(?:admin|login\.php)(?:\/.*)?$/, '')
    .replace(/\/index\.php$/, '')
    .replace(/\/+$/, '')
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

function invalid(text: string, what: string): AppError {
  return new AppError('invalid_input', `The address ${text} ${what}.`, { code: 'address' })
}
