/** Follows redirects as far as they stay on the site the operator named. Every hop is judged before anything is sent. */
import { isIP } from 'node:net'
import { AppError } from '../errors.ts'
import { isForbiddenAddress } from '../upstream/address.ts'
import type { HttpClient, HttpRequest, HttpResponse } from '../upstream/http.ts'
import { failure } from './failures.ts'

const MAX_HOPS = 5

export interface Followed {
  response: HttpResponse
  /** The address that answered. */
  url: string
}

/**
 * Allowed are the same host with or without `www.`, and http to https. A request with an Authorization header stays on its
 * origin: credentials are for one server, and without them WordPress would answer as to a stranger, with fewer posts.
 *
 * @throws AppError `upstream` (`moved`, `redirect_loop`, `auth_blocked` for a login page), `forbidden` (`address`, `downgrade`)
 */
export async function sendFollowing(http: HttpClient, request: HttpRequest): Promise<Followed> {
  const hasCredentials = request.headers?.['authorization'] !== undefined
  let url = request.url
  for (let hops = 0; hops <= MAX_HOPS; hops++) {
    const response = await http.send({ ...request, url })
    const location = response.headers['location']
    if (response.status < 300 || response.status >= 400 || location === undefined) return { response, url }
    url = judgeHop(new URL(url), location, hasCredentials)
  }
  throw failure('redirect_loop', new URL(url).host)
}

function judgeHop(from: URL, location: string, hasCredentials: boolean): string {
  const to = URL.parse(location, from)
  if (!to || !/^https?:$/.test(to.protocol)) throw failure('moved', from.host, { detail: 'to no web address' })
  if (to.pathname.endsWith('/wp-login.php')) throw failure('auth_blocked', from.host)
  if (isIP(bareHost(to)) !== 0 && to.hostname !== from.hostname && isForbiddenAddress(to.hostname, false)) {
    const message = `${from.host} redirects to ${to.hostname}, inside a private network. We do not follow.`
    throw new AppError('forbidden', message, { code: 'address' })
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    const message = `${from.host} redirects from https to http. Set the address in the WordPress settings to https.`
    throw new AppError('forbidden', message, { code: 'downgrade' })
  }
  const staysHome = to.origin === from.origin || (!hasCredentials && isSameSite(from, to))
  if (!staysHome) throw failure('moved', from.host, { detail: `now at ${to.origin}` })
  to.hash = ''
  return to.href
}

/** `example.com` and `www.example.com`, each on the ports of its scheme; or the very same port. */
export function isSameSite(a: URL, b: URL): boolean {
  return withoutWww(a.hostname) === withoutWww(b.hostname) && a.port === b.port
}

function withoutWww(host: string): string {
  return host.toLowerCase().replace(/^www\./, '')
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}
