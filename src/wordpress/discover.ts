/**
 * From what the operator typed to a site we can read: its address after redirects, and the root of its REST API.
 *
 * Link header, link element, /wp-json/, ?rest_route=, /index.php/wp-json/: the first that answers as WordPress does.
 */
import { AppError } from '../errors.ts'
import type { HttpClient, HttpResponse } from '../upstream/http.ts'
import { normaliseAddress } from './address.ts'
import { apiRootsOf, foreignHost } from './api-roots.ts'
import { failure } from './failures.ts'
import { type FrontPage, readFrontPage } from './front-page.ts'
import { getIdentity, getUser, type Identity, refuseInsecure } from './identity.ts'
import { isSameSite, sendFollowing } from './redirect.ts'
import { type Credentials, openSession, type SessionOptions } from './session.ts'

export interface Discovery extends Omit<Identity, 'url' | 'user'> {
  /** Front page that answered, after redirects, without a trailing slash. */
  url: string
  /** For openWordpress. Ends with a slash. */
  apiRoot: string
  /** BCP 47 primary subtag, from `<html lang>` of the front page. */
  language: string | null
}

export interface DiscoverParts extends Pick<SessionOptions, 'sleep' | 'now' | 'random' | 'signal' | 'timeoutMs'> {
  /** Opens a client that may reach these hosts even in a private network. Closed again before this returns. */
  openHttp: (trustedHosts: readonly string[]) => HttpClient
  /** As pasted; see normaliseAddress. */
  address: string
  credentials?: Credentials | undefined
}

/** @throws AppError `invalid_input`, `forbidden` (`address`, `downgrade`) or `upstream`, saying what to do about it */
export async function discoverSite(parts: DiscoverParts): Promise<Discovery> {
  const addresses = normaliseAddress(parts.address)
  const http = parts.openHttp(addresses.slice(0, 1).map((address) => new URL(address).hostname))
  try {
    const front = await getFrontPage(http, addresses, parts)
    return await findApi(http, front, parts)
  } finally {
    await http.close()
  }
}

interface Front {
  url: string
  page: FrontPage | null
  /** The front page wants to be read elsewhere. The API may answer here all the same, as in a container. */
  moved?: AppError
}

async function getFrontPage(http: HttpClient, addresses: string[], parts: DiscoverParts): Promise<Front> {
  const [address = '', ...others] = addresses
  try {
    const { response, url } = await sendFollowing(http, {
      url: `${address}/`,
      headers: { accept: 'text/html', 'user-agent': 'AskPress/0.1' },
      signal: parts.signal,
      ...(parts.timeoutMs === undefined ? {} : { timeoutMs: parts.timeoutMs }),
    })
    return { url: frontUrlOf(address, url), page: isPage(response) ? readFrontPage(response) : null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // No scheme was typed and the first guess has no server behind it.
    if (others.length > 0 && /^(connect|tls|reset)$/.test(error.code ?? '')) return getFrontPage(http, others, parts)
    // A front page for members, or one of 40 MB, does not mean that the API is closed.
    if (error.kind === 'too_large' || error.code === 'auth_blocked') return { url: address, page: null }
    if (error.code === 'moved') return { url: address, page: null, moved: error }
    throw error
  }
}

/** The page a redirect of the same path led to is the front page; one that led elsewhere (`/en/`) only names the host. */
function frontUrlOf(address: string, reached: string): string {
  const { origin } = new URL(reached)
  return origin + new URL(address).pathname.replace(/\/+$/, '')
}

function isPage(response: HttpResponse): boolean {
  return response.status < 500 && response.body.length > 0
}

async function findApi(http: HttpClient, front: Front, parts: DiscoverParts): Promise<Discovery> {
  const closed: AppError[] = []
  for (const apiRoot of apiRootsOf(front.url, front.page)) {
    try {
      return await readSite(http, { ...front, apiRoot }, parts)
    } catch (error) {
      // A site that is down is down at every address; one that is closed at one may be open at the next.
      const mayBeElsewhere = error instanceof AppError && error.kind === 'upstream' && !error.retryable
      if (!mayBeElsewhere || error.code === 'auth_failed') throw error
      closed.push(error)
    }
  }
  const told = front.moved ?? closed.find(({ code }) => !isSilent(code))
  if (told) throw told
  const { host } = new URL(front.url)
  const foreign = foreignHost(front.url, front.page)
  const cause = closed[0]
  if (foreign !== null) throw failure('moved', host, { detail: `its REST API is at ${foreign}`, cause })
  throw failure('rest_disabled', host, { cause })
}

/** What a door says that leads nowhere; a firewall or a login explains more. */
function isSilent(code: string | undefined): boolean {
  return ['rest_disabled', 'not_json', 'unexpected_shape', 'refused', 'no_route'].includes(code ?? '')
}

async function readSite(
  http: HttpClient,
  found: Front & { apiRoot: string },
  parts: DiscoverParts,
): Promise<Discovery> {
  if (parts.credentials) refuseInsecure(found.apiRoot)
  const session = openSession({ ...parts, http, apiRoot: found.apiRoot })
  const { url: _, user: __, ...identity } = await getIdentity(session)
  if (parts.credentials) await getUser(session, parts.credentials)
  return {
    ...identity,
    url: urlOf(identity.home, found.url),
    apiRoot: found.apiRoot,
    language: found.page?.language ?? null,
  }
}

/** Where WordPress says its front page is, on the host that answered: the host it prints may be one nobody can reach. */
function urlOf(home: string, reached: string): string {
  const url = URL.parse(home)
  const { origin } = new URL(reached)
  return url && isSameSite(url, new URL(reached)) ? origin + url.pathname.replace(/\/+$/, '') : reached
}
