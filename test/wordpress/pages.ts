/** What a browser gets: the front page, which names the API, and WordPress.com's own API for the sites it hosts. */
import type { RestAnswer } from '../../src/sample/rest.ts'
import type { SampleSite } from '../../src/sample/site.ts'
import { jsonAnswer, type Quirks } from './quirks.ts'

/** Every address that is not of the API ends here with 200, as where permalinks are plain. */
export function answerPage(site: SampleSite, quirks: Quirks, request: { path: string; origin: string }): RestAnswer {
  const origin = quirks.home ?? request.origin
  const root = quirks.permalinks === 'plain' ? `${origin}/index.php?rest_route=/` : `${origin}/${quirks.restPrefix}/`
  const element = quirks.announces === 'element' ? `<link rel="https://api.w.org/" href="${root}" />` : ''
  const isFound = quirks.permalinks === 'plain' || request.path === '/'
  return {
    status: isFound ? 200 : 404,
    headers: {
      'Content-Type': 'text/html; charset=UTF-8',
      ...(quirks.announces === 'header' ? { Link: `<${root}>; rel="https://api.w.org/"` } : {}),
    },
    body: `<!DOCTYPE html><html lang="${site.language}"><head><title>${site.name}</title>${element}</head><body></body></html>`,
  }
}

/** `public-api.wordpress.com`: the route behind `/wp/v2/sites/DOMAIN`, or the site's description in the older API. */
export function hostedAnswer(site: SampleSite, url: string): RestAnswer | string | null {
  const [, route] = /^\/wp\/v2\/sites\/[^/]+(\/.*)$/.exec(url) ?? []
  if (route !== undefined) return `/wp-json/wp/v2${route}`
  const [, domain] = /^\/rest\/v1\.1\/sites\/([^/?]+)/.exec(url) ?? []
  if (domain === undefined) return null
  return jsonAnswer(200, { ID: 7, name: site.name, description: site.description, URL: `https://${domain}` })
}
