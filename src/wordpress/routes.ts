/** Addresses of REST routes, for the three forms an API root comes in. Built by us: a `Link: rel=next` is never followed. */

export type Params = Record<string, string | number>

/**
 * @param apiRoot `https://x.test/wp-json/`, `https://x.test/index.php?rest_route=/` or
 *   `https://public-api.wordpress.com/wp/v2/sites/x.wordpress.com/`
 * @param route `wp/v2/posts`, or empty for the index.
 */
export function routeUrl(apiRoot: string, route: string, params: Params): string {
  const query = Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`)
    .join('&')
  const base = isWordpressCom(apiRoot) ? wordpressComUrl(apiRoot, route) : apiRoot + route
  // With plain permalinks the route itself stands in the query: a second `?` would become part of it.
  return query === '' ? base : `${base}${base.includes('?') ? '&' : '?'}${query}`
}

export const WORDPRESS_COM_API = 'https://public-api.wordpress.com/wp/v2/sites/'

/** Sites hosted by WordPress.com on its simple plans have no `/wp-json/` of their own. */
export function isWordpressCom(apiRoot: string): boolean {
  return apiRoot.startsWith(WORDPRESS_COM_API)
}

/** There the site stands between the namespace and the route, and the index is an older API. */
function wordpressComUrl(apiRoot: string, route: string): string {
  if (route !== '') return apiRoot + route.replace(/^wp\/v2\//, '')
  return apiRoot.replace('/wp/v2/', '/rest/v1.1/').replace(/\/$/, '')
}
