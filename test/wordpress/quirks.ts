/** Lasting ways of one site: how it is set up, and what its host, cache and plugins do to the REST API. */
import { answerRest, type RestAnswer } from '../../src/sample/rest.ts'
import type { SampleSite } from '../../src/sample/site.ts'

export interface Quirks {
  /** Sub-directory of the install: `/blog`. */
  path: string
  /** `wp-json`, or what the filter `rest_url_prefix` makes of it. */
  restPrefix: string
  /** Plain: /wp-json/ is nothing, the API hangs on `?rest_route=` alone. */
  permalinks: 'pretty' | 'plain'
  /** Where the front page names its API. */
  announces: 'header' | 'element' | 'nowhere'
  /** What WordPress prints as its own address; null: the address it was asked under. */
  home: string | null
  /** WordPress without wp/v2: 4.4 to 4.6. */
  hasRest: boolean
  /** nginx without `$args`: everything after the question mark is lost. */
  dropsQuery: boolean
  ignoresFields: boolean
  /** WordPress before 5.3. */
  ignoresNestedFields: boolean
  /** 400 above it. */
  perPageCap: number
  /** Fewer rows above it, without a word. */
  silentCap: number
  /** A proxy takes the X-WP-Total headers. */
  losesTotals: boolean
  ignoresEnvelope: boolean
  /** Rows counted and then left out, as a membership plugin does. */
  hides: (id: number) => boolean
  /** Posts whose rendering kills PHP. */
  breaksOn: Set<number>
  /** Listings of more rows never end. */
  hangsAbove: number
}

export const plainSite: Quirks = {
  path: '',
  restPrefix: 'wp-json',
  permalinks: 'pretty',
  announces: 'header',
  home: null,
  hasRest: true,
  dropsQuery: false,
  ignoresFields: false,
  ignoresNestedFields: false,
  perPageCap: 100,
  silentCap: 100,
  losesTotals: false,
  ignoresEnvelope: false,
  hides: () => false,
  breaksOn: new Set(),
  hangsAbove: Number.POSITIVE_INFINITY,
}

export type QuirkyAnswer = RestAnswer | 'hang' | null

/** @param url Path and query below the sub-directory. */
export function answerQuirky(
  site: SampleSite,
  quirks: Quirks,
  request: { method: string; url: string; origin: string },
): QuirkyAnswer {
  const url = new URL(request.url, 'http://x.invalid')
  if (quirks.permalinks === 'plain' && !url.searchParams.has('rest_route')) return null
  if (!rewritePrefix(url, quirks)) return null
  bendQuery(url, quirks)
  const perPage = Number(url.searchParams.get('per_page') ?? 10)
  if (perPage > quirks.hangsAbove) return 'hang'
  if (perPage > quirks.perPageCap) return refusePerPage(quirks.perPageCap)
  if (perPage > quirks.silentCap) url.searchParams.set('per_page', String(quirks.silentCap))
  const origin = quirks.home ?? request.origin
  const answer = answerRest(site, { method: request.method, origin, url: url.pathname + url.search })
  return answer && bendAnswer(answer, url, quirks)
}

function rewritePrefix(url: URL, { restPrefix }: Quirks): boolean {
  if (restPrefix === 'wp-json') return true
  if (url.pathname.startsWith('/wp-json')) return false
  url.pathname = url.pathname.replace(new RegExp(`^/${restPrefix}(?=/|$)`), '/wp-json')
  return true
}

function bendQuery(url: URL, quirks: Quirks): void {
  const { searchParams: query } = url
  if (quirks.dropsQuery) for (const name of [...query.keys()]) query.delete(name)
  if (quirks.ignoresFields) query.delete('_fields')
  if (quirks.ignoresEnvelope) query.delete('_envelope')
  const fields = query.get('_fields')
  if (quirks.ignoresNestedFields && fields) {
    const flat = fields.split(',').filter((field) => !field.includes('.'))
    query.set('_fields', flat.join())
  }
}

function refusePerPage(cap: number): RestAnswer {
  const per_page = `per_page must be between 1 (inclusive) and ${cap} (inclusive)`
  const content = {
    code: 'rest_invalid_param',
    message: 'Invalid parameter(s): per_page',
    data: { status: 400, params: { per_page } },
  }
  return jsonAnswer(400, content)
}

function bendAnswer(answer: RestAnswer, url: URL, quirks: Quirks): RestAnswer {
  let content: unknown = answer.body === '' ? null : JSON.parse(answer.body)
  if (!quirks.hasRest && isIndex(content)) content = { ...content, namespaces: ['oembed/1.0'] }
  const fields = url.searchParams.get('_fields') ?? 'content'
  const ids = idsOf(content)
  if (fields.split(',').includes('content') && ids.some((id) => quirks.breaksOn.has(id))) return criticalError()
  if (Array.isArray(content)) content = content.filter((_, at) => !quirks.hides(ids[at] ?? 0))
  const headers = { ...answer.headers }
  if (quirks.losesTotals) {
    delete headers['X-WP-Total']
    delete headers['X-WP-TotalPages']
  }
  return { ...answer, headers, body: answer.body === '' ? '' : JSON.stringify(content) }
}

function isIndex(content: unknown): content is object {
  return typeof content === 'object' && content !== null && 'namespaces' in content
}

function idsOf(content: unknown): number[] {
  const rows: unknown[] = Array.isArray(content) ? content : [content]
  return rows.map((row) => (typeof row === 'object' && row !== null && 'id' in row ? Number(row.id) : 0))
}

/** What WordPress shows when PHP dies. */
function criticalError(): RestAnswer {
  const body =
    '<!DOCTYPE html><title>WordPress &rsaquo; Error</title><p>There has been a critical error on this website.</p>'
  return { status: 500, headers: { 'Content-Type': 'text/html; charset=UTF-8' }, body }
}

export function jsonAnswer(status: number, content: unknown): RestAnswer {
  return { status, headers: { 'Content-Type': 'application/json; charset=UTF-8' }, body: JSON.stringify(content) }
}
