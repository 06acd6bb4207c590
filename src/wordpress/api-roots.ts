/** Where the REST API of a site may be, the likeliest first. */
import type { FrontPage } from './front-page.ts'
import { isSameSite } from './redirect.ts'
import { WORDPRESS_COM_API } from './routes.ts'

/**
 * The site's own word comes first and is taken by its path, on the host that answered: behind a proxy, in a container or
 * after a move WordPress prints an address that is not the one it was asked under.
 *
 * @param base Address of the front page that answered, without a trailing slash.
 * @param page Null when it could not be had.
 */
export function apiRootsOf(base: string, page: FrontPage | null): string[] {
  const url = new URL(base)
  const hosted = `${WORDPRESS_COM_API}${url.host}${url.pathname === '/' ? '' : url.pathname.replaceAll('/', '::')}/`
  const isHosted = url.hostname.endsWith('.wordpress.com')
  const named = page?.apiRoot ? URL.parse(page.apiRoot, `${base}/`) : null
  const roots = [
    ...(isHosted ? [hosted] : []),
    ...(named ? [url.origin + named.pathname + named.search] : []),
    ...(named && isSameSite(named, url) && named.protocol === 'https:' ? [named.href] : []),
    `${base}/wp-json/`,
    `${base}/?rest_route=/`,
    `${base}/index.php/wp-json/`,
    ...(!isHosted && page?.isWordpressCom ? [hosted] : []),
  ]
  return [...new Set(roots.map(withSlash))]
}

/** The host the front page sends us to for its API, when that is another one. */
export function foreignHost(base: string, page: FrontPage | null): string | null {
  const named = page?.apiRoot ? URL.parse(page.apiRoot, `${base}/`) : null
  return named && !isSameSite(named, new URL(base)) ? named.origin : null
}

function withSlash(root: string): string {
  return root.endsWith('/') ? root : `${root}/`
}
