/** Every way in which a site was seen to answer wrongly, as a fault of the WordPress server. */
import { answerRest, type RestAnswer } from '../../src/sample/rest.ts'
import type { SampleSite } from '../../src/sample/site.ts'
import type { FaultServer } from '../wordpress/fault-server.ts'
import type { Fault, LoggedRequest } from '../wordpress/faults.ts'
import { aPost, aSite } from '../wordpress/make-site.ts'
import { isOf, type Scope } from './requests.ts'
import type { SiteModel } from './site-model.ts'

export interface FaultScene {
  model: SiteModel
  wordpress: FaultServer
  /** The site as it was some changes ago. */
  old: SampleSite
  scope: Scope
}

/** Adds its fault to the server; the scope is its own business. */
export type FaultKind = (scene: FaultScene) => void

const HTML = { 'Content-Type': 'text/html; charset=UTF-8' }
const JSON_TYPE = { 'Content-Type': 'application/json; charset=UTF-8' }
const ERROR_PAGE = '<!DOCTYPE html><title>WordPress &rsaquo; Error</title><p>There has been a critical error.</p>'
const WAF_PAGE = '<!DOCTYPE html><html><title>Just a moment...</title><body>Checking your browser</body></html>'

export const faultKinds: Record<string, FaultKind> = {
  down: (scene) => add(scene, { resetAt: 0 }),
  error500: (scene) => add(scene, { status: 500, headers: HTML, body: ERROR_PAGE }),
  wafPage: (scene) => add(scene, { status: 200, headers: HTML, body: WAF_PAGE }),
  emptyLists: (scene) => add({ ...scene, scope: 'listings' }, { status: 200, body: '[]' }),
  totalZero: (scene) => {
    const headers = { 'X-WP-Total': '0', 'X-WP-TotalPages': '0' }
    const match = ({ path }: LoggedRequest) => /\/wp\/v2\/(posts|pages)$/.test(path)
    scene.wordpress.fault({ match, body: '[]', headers, ...sometimes(scene.model) })
  },
  noTotals: ({ wordpress }) => void Object.assign(wordpress.quirks, { losesTotals: true, ignoresEnvelope: true }),
  pageFails: ({ wordpress }) => {
    const match = (request: LoggedRequest) => isOf('listings', request) && request.query.get('offset') !== '0'
    wordpress.fault({ match, status: 500, headers: HTML, body: ERROR_PAGE })
  },
  cutJson: (scene) => add(scene, { edit: (answer) => cut(answer, scene.model.random()) }),
  notice: (scene) => add(scene, scene.model.roll(2) === 0 ? { hasBom: true } : { prefix: '<br />\n<b>Warning</b>: x' }),
  redirectLoop: (scene) => {
    const isLoop = scene.model.roll(2) === 0
    const match = (request: LoggedRequest) => isOf(scene.scope, request) || (isLoop && request.query.has('loop'))
    // Otherwise the redirect only loses our question, and a listing of something else is answered.
    add(scene, { match, redirect: `${scene.wordpress.origin}/wp-json/wp/v2/posts?loop=1` })
  },
  status401: (scene) => add(scene, refusal(401, scene.model)),
  status403: (scene) =>
    add(scene, scene.model.roll(2) ? refusal(403, scene.model) : { status: 403, headers: HTML, body: WAF_PAGE }),
  status429: (scene) =>
    add(scene, { status: 429, headers: { ...HTML, 'Retry-After': '1' }, body: 'Too many requests' }),
  staleCopy: (scene) =>
    replay({ ...scene, scope: 'listings' }, (request, origin) => answerOf(scene.old, request, origin)),
  slow: (scene) => add(scene, scene.model.roll(2) === 0 ? { hangs: true } : { delayMs: 20 }),
  wrongSite: (scene) =>
    replay({ ...scene, scope: 'all' }, (request) => answerOf(OTHER, request, 'https://other.example')),
  samePages: (scene) =>
    replay({ ...scene, scope: 'listings' }, (request, origin) => {
      const url = new URL(request.url, origin)
      url.searchParams.set('offset', '0')
      url.searchParams.set('page', '1')
      return answerOf(scene.wordpress.site, { ...request, url: url.pathname + url.search }, origin)
    }),
  lostRows: (scene) => {
    const salt = scene.model.roll(1e6)
    const keepsTotal = scene.model.roll(2) === 0
    add({ ...scene, scope: 'listings' }, { edit: (answer) => loseRows(answer, salt, keepsTotal) })
  },
}

/** Another WordPress, whose posts have ids like ours. */
const OTHER: SampleSite = aSite({
  name: 'Somebody else',
  posts: Array.from({ length: 40 }, (_, at) => aPost({ id: at * 3 + 1, contentHtml: '<p>Nothing of ours.</p>' })),
})

function add({ wordpress, model, scope }: FaultScene, fault: Fault): void {
  wordpress.fault({ match: (request) => isOf(scope, request), ...sometimes(model), ...fault })
}

/** From the first request or a later one, for a while or for good. */
function sometimes({ roll }: SiteModel): Pick<Fault, 'skip' | 'times'> {
  const skip = roll(3) > 0 ? 0 : roll(6)
  return roll(3) > 0 ? { skip } : { skip, times: 1 + roll(12) }
}

/** Another answer to the same question. A fault sees the request before its answer, so the requests wait in line. */
function replay(scene: FaultScene, answer: (request: LoggedRequest, origin: string) => RestAnswer): void {
  const { wordpress, scope } = scene
  const asked: LoggedRequest[] = []
  const match = (request: LoggedRequest) => isOf(scope, request) && asked.push(request) > 0
  wordpress.fault({
    match,
    edit: (honest) => {
      const request = asked.shift()
      return request ? answer(request, wordpress.origin) : honest
    },
  })
}

function answerOf(site: SampleSite, { method, url }: LoggedRequest, origin: string): RestAnswer {
  return answerRest(site, { method, url, origin }) ?? { status: 404, headers: HTML, body: ERROR_PAGE }
}

function refusal(status: number, model: SiteModel): Fault {
  const code = model.pick(['rest_not_logged_in', 'rest_forbidden', 'rest_cannot_access'])
  return { status, headers: JSON_TYPE, body: JSON.stringify({ code, message: 'No.', data: { status } }) }
}

function cut(answer: RestAnswer, share: number): RestAnswer {
  return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * share)) }
}

function loseRows(answer: RestAnswer, salt: number, keepsTotal: boolean): RestAnswer {
  const rows: unknown = answer.status === 200 ? JSON.parse(answer.body) : null
  if (!Array.isArray(rows)) return answer
  const kept = rows.filter((row: { id: number }) => (Math.imul(row.id ^ salt, 0x9e3779b1) >>> 0) % 3 > 0)
  const total = keepsTotal ? {} : { 'X-WP-Total': String(kept.length) }
  return { ...answer, headers: { ...answer.headers, ...total }, body: JSON.stringify(kept) }
}
