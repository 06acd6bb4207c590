/**
 * A WordPress REST API over a sample site: read-only, pure, no plugin active. The demo indexes it, the fault server breaks it.
 *
 * It answers in the shapes and with the refusals that WordPress 6.1 to 7.1 were seen to give. Who serves the human-readable
 * pages puts a `Link: <…/wp-json/>; rel="https://api.w.org/"` header on them.
 */
import { findCollection, type RouteAnswer } from './rest-collections.ts'
import { pickFields, printJson } from './rest-fields.ts'
import { type RestError, restError } from './rest-query.ts'
import type { SampleSite } from './site.ts'

export interface RestRequest {
  method: string
  /** Path and query below the front page: `/wp-json/wp/v2/posts?per_page=5`. */
  url: string
  /** Address of the front page without a trailing slash, sub-directory included: what the links begin with. */
  origin: string
  headers?: Record<string, string | string[] | undefined>
}

export interface RestAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** @returns null when the address is not one of the REST API. */
export function answerRest(site: SampleSite, request: RestRequest): RestAnswer | null {
  const url = new URL(request.url, 'http://sample.invalid')
  const route = findRoute(url)
  if (route === null) return null

  const answer = answerRoute(site, { route, query: url.searchParams, method: request.method, origin: request.origin })
  const fields = url.searchParams.get('_fields')
  // WordPress cuts what it found to the wanted fields, never a refusal.
  const content = fields && answer.status < 400 ? pickFields(answer.content, fields) : answer.content
  const isEnveloped = url.searchParams.has('_envelope')
  const envelope = { body: content, status: answer.status, headers: envelopeHeaders(answer.headers) }
  return {
    status: isEnveloped ? 200 : answer.status,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'X-Robots-Tag': 'noindex',
      Link: apiLink(request.origin),
      'X-Content-Type-Options': 'nosniff',
      ...(isEnveloped ? {} : answer.headers),
    },
    body: request.method === 'HEAD' ? '' : printJson(isEnveloped ? envelope : content),
  }
}

/** The header that tells a reader of a page where the API is; with plain permalinks `/index.php?rest_route=/`. */
export function apiLink(origin: string): string {
  return `<${origin}/wp-json/>; rel="https://api.w.org/"`
}

/** `/wp/v2/posts` for `/wp-json/wp/v2/posts/`, `/index.php/wp-json/wp/v2/posts` and `/?rest_route=/wp/v2/posts`. */
function findRoute(url: URL): string | null {
  const inQuery = url.searchParams.get('rest_route')
  if (inQuery !== null) return trimSlash(inQuery)
  const [, inPath] = /^(?:\/index\.php)?\/wp-json(\/.*)?$/.exec(url.pathname) ?? []
  if (inPath !== undefined) return trimSlash(decodeURIComponent(inPath))
  return url.pathname.endsWith('/wp-json') ? '/' : null
}

function trimSlash(route: string): string {
  return route.replace(/\/+$/, '') || '/'
}

/** Counts are numbers there. */
function envelopeHeaders(headers: Record<string, string>): object {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name.startsWith('X-WP-') ? Number(value) : value]),
  )
}

interface RouteRequest {
  route: string
  query: URLSearchParams
  method: string
  origin: string
}

function answerRoute(site: SampleSite, request: RouteRequest): RouteAnswer {
  const { route, method, origin } = request
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(restError(401, 'rest_cannot_create', 'Sorry, you are not allowed to create posts as this user.'))
  }
  if (route === '/') return found(index(site, origin))
  if (route === '/wp/v2') return found({ namespace: 'wp/v2', routes: {} })

  const [, name, id] = /^\/wp\/v2\/([a-z]+)(?:\/([\w-]+))?$/.exec(route) ?? []
  const isId = id === undefined || name === 'types' || /^\d+$/.test(id)
  const collection = name === undefined || !isId ? null : findCollection(site, name, origin)
  if (!collection) {
    return refuse(restError(404, 'rest_no_route', 'No route was found matching the URL and request method.'))
  }
  try {
    return id === undefined ? collection.list(request.query) : found(collection.get(id))
  } catch (error) {
    return refuse(error)
  }
}

function found(content: unknown): RouteAnswer {
  return { status: 200, headers: { Allow: 'GET' }, content }
}

/** Takes what a route threw: a refusal of WordPress's, or a bug, which goes on. */
function refuse(error: unknown): RouteAnswer {
  if (!isRestError(error)) throw error
  return { status: error.status, headers: {}, content: { code: error.code, message: error.message, data: error.data } }
}

function isRestError(error: unknown): error is RestError {
  return error instanceof Error && error.name === 'RestError'
}

function index(site: SampleSite, origin: string): object {
  return {
    name: site.name,
    description: site.description,
    url: origin,
    home: origin,
    gmt_offset: 0,
    timezone_string: 'UTC',
    page_for_posts: 0,
    page_on_front: 0,
    show_on_front: 'posts',
    namespaces: ['oembed/1.0', 'wp/v2', 'wp-site-health/v1', 'wp-block-editor/v1'],
    authentication: {
      'application-passwords': { endpoints: { authorization: `${origin}/wp-admin/authorize-application.php` } },
    },
    routes: {},
    site_logo: 0,
    _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
  }
}
