/** S01, S23: every route there is, under every kind of credential: what opens is what the description says, and no more. */
import { expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { Scope } from '../../src/types.ts'
import { aServer, someKeys } from '../fake-http.ts'
import { aGrant } from '../makers.ts'

const ORIGIN = 'https://page.test'

interface Caller {
  headers: Record<string, string>
  /** What the key opens; null for what is no key here. */
  scopes: Scope[] | null
  isBrowser?: boolean
  /** 403 in place of everything. */
  isElsewhere?: boolean
}

const CALLERS: Record<string, Caller> = {
  'no key': { headers: {}, scopes: null },
  'an empty key': { headers: { 'x-api-key': '' }, scopes: null },
  'an unknown key': { headers: { 'x-api-key': 'nobody' }, scopes: null },
  'a revoked key': { headers: { 'x-api-key': 'over' }, scopes: null },
  'a key by the wrong scheme': { headers: { authorization: 'Basic search' }, scopes: null },
  'a signature of nobody': { headers: { 'webhook-signature': 'v1,AAAA' }, scopes: null },
  'a search key': { headers: { 'x-api-key': 'search' }, scopes: ['search'] },
  'an ask key': { headers: { authorization: 'Bearer ask' }, scopes: ['ask'] },
  'an ingest key': { headers: { 'x-api-key': 'ingest' }, scopes: ['ingest'] },
  'an admin key': { headers: { 'x-api-key': 'admin' }, scopes: ['admin'] },
  'a browser key': { headers: { 'x-api-key': 'page', origin: ORIGIN }, scopes: ['search', 'ask'], isBrowser: true },
  'a browser key elsewhere': {
    headers: { 'x-api-key': 'page', origin: 'https://evil.test' },
    ...{ scopes: ['search', 'ask'], isBrowser: true, isElsewhere: true },
  },
}

const known = someKeys({
  search: aGrant({ scopes: ['search'] }),
  ask: aGrant({ scopes: ['ask'] }),
  ingest: aGrant({ kind: 'ingest', scopes: ['ingest'] }),
  admin: aGrant({ scopes: ['admin'] }),
  page: aGrant({ kind: 'browser', scopes: ['search', 'ask'], origins: [ORIGIN] }),
})

const keys: typeof known = {
  ...known,
  find: (presented, address) =>
    presented === 'over'
      ? Promise.reject(new AppError('unauthorized', 'This key was revoked.'))
      : known.find(presented, address),
}

interface Described {
  security: Record<string, unknown>[]
  'x-scope'?: Scope
}

/** 401 and 403 as the description has it; 200 stands for whatever the route then makes of the request. */
function expected({ security, 'x-scope': scope }: Described, { scopes, isBrowser, isElsewhere }: Caller): number {
  if (security.length === 0 || security.some((needed) => Object.keys(needed).length === 0)) return 200
  if (scopes === null) return 401
  if (isElsewhere) return 403
  if (scope === undefined) return isBrowser ? 403 : 200
  return scopes.includes(scope) || scopes.includes('admin') ? 200 : 403
}

it.each(Object.entries(CALLERS))('%s opens what the description says', async (_name, caller) => {
  const app = aServer({ keys, readMetrics: async () => ({ contentType: 'text/plain', text: '' }) })
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, Record<string, Described>> }>()
  const wrong: string[] = []
  let count = 0
  for (const [url, methods] of Object.entries(paths)) {
    for (const [method, described] of Object.entries(methods)) {
      const payload = method === 'post' ? { q: 'x', post_id: 1 } : undefined
      const upper = method.toUpperCase() as 'GET'
      const { statusCode } = await app.inject({
        method: upper,
        url,
        headers: caller.headers,
        ...(payload && { payload }),
      })
      const seen = statusCode === 401 || statusCode === 403 ? statusCode : 200
      // Webhooks are off: to who signs there is nothing at that path, whatever the signature.
      const isSigned = url === '/ingest' && 'webhook-signature' in caller.headers
      if (isSigned ? statusCode !== 404 : seen !== expected(described, caller))
        wrong.push(`${upper} ${url}: ${statusCode}`)
      count++
    }
  }
  expect(wrong).toEqual([])
  expect(count).toBeGreaterThan(10)
})
