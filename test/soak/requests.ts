/** What kind of question a request puts: so that a fault can hit one of them. */
import type { LoggedRequest } from '../wordpress/faults.ts'

export type Scope = 'all' | 'listings' | 'bodies' | 'proofs' | 'pages'

export function isOf(scope: Scope, request: LoggedRequest): boolean {
  const { path, query } = request
  const isInclude = query.has('include')
  if (scope === 'all') return true
  if (scope === 'pages') return path.endsWith('/wp/v2/pages')
  if (scope === 'bodies') return isInclude && query.get('orderby') === 'include'
  if (scope === 'proofs') return /\/wp\/v2\/(posts|pages)\/\d+$/.test(path) || (isInclude && !query.has('orderby'))
  return /\/wp\/v2\/(posts|pages)$/.test(path) && query.has('orderby') && !isInclude
}
