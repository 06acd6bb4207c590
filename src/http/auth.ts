/**
 * Who may call what. Every route names its access; a route that forgets to is for administrators only.
 *
 * Whose a key is, `keys.find` says; here is only what that opens.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Grant, Scope } from '../types.ts'
import { networkOf } from './client-address.ts'
import type { Keys } from './parts.ts'

/**
 * `open`: no key is even looked at; `optional`: a known key shows more; `known`: any key but a browser's; otherwise a key
 * with that scope.
 */
export type Access = 'open' | 'optional' | 'known' | Scope

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** A message with a signature needs no key: the route itself proves who sent it. */
    isSignable?: boolean
    /** It only says that the path takes another method. */
    isRefusal?: boolean
  }
  interface FastifyRequest {
    /** What the caller's key opens; null without a key. */
    grant: Grant | null
    /** The caller may see everything a key may see. */
    isKnown: boolean
    /** It was let through for its signature, which is yet to be proven. */
    isSigned: boolean
  }
}

/** Refuses, before the body is read, every request whose key does not open its route. */
export function guardRoutes(app: FastifyInstance, keys: Keys): void {
  app.decorateRequest('grant', null)
  app.decorateRequest('isKnown', false)
  app.decorateRequest('isSigned', false)
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { access = 'admin', isSignable = false } = request.routeOptions.config
    if (access === 'open') return
    const presented = presentedKey(request)
    if (isSignable && presented === null && request.headers['webhook-signature'] !== undefined) {
      request.isSigned = true
      return
    }
    const isOpen = await keys.isOpen()
    // Also where none is needed: who presents a key is held to what it opens, in the moments after the first one is made.
    const grant = await findGrant(keys, presented, request, isOpen ? 'optional' : access)
    if (isOpen && grant === null) {
      request.isKnown = true
      if (access !== 'optional') requireLoopbackName(request)
      return
    }
    if (grant) request.facts['key'] = grant.keyId
    request.grant = grant
    request.isKnown = grant !== null && grant.kind !== 'browser'
    if (access === 'optional') return
    if (grant === null) throw unauthorized(presented !== null)
    requireOrigin(grant, request)
    requireAccess(grant, access)
  })
}

/** What a key limited to some sites adds to a request for hits, answers or counts; nothing for any other key. */
export function sitesOf({ grant }: FastifyRequest): { siteIds?: readonly number[] } {
  return grant?.siteIds ? { siteIds: grant.siteIds } : {}
}

/** Whose bill a question is on; nothing without a key. */
export function callerOf({ grant }: FastifyRequest): { caller?: string } {
  return grant ? { caller: grant.keyId } : {}
}

/** An operator of all sites: by the key, or because none is asked for. */
export function isAdmin({ grant, isKnown }: FastifyRequest): boolean {
  return grant ? grant.scopes.includes('admin') && grant.siteIds === null : isKnown
}

/** Where a key only shows more, one that is over or cannot be looked up is the same as none. */
async function findGrant(
  keys: Keys,
  presented: string | null,
  request: FastifyRequest,
  access: Access,
): Promise<Grant | null> {
  if (presented === null) return null
  try {
    return await keys.find(presented, networkOf(request.address))
  } catch (error) {
    if (access === 'optional' && error instanceof AppError) return null
    throw error
  }
}

function unauthorized(hasKey: boolean): AppError {
  return new AppError('unauthorized', hasKey ? 'This key is not known here.' : 'Send your key in the header X-API-Key.')
}

/**
 * A browser key is no secret: what keeps other sites' pages from spending it is that browsers say which page asks. Its
 * exact origin, so `null`, a subdomain or another port is another page.
 */
function requireOrigin({ kind, origins }: Grant, { headers }: FastifyRequest): void {
  if (kind !== 'browser' || (headers.origin !== undefined && origins.includes(headers.origin))) return
  throw new AppError('forbidden', 'This key is for web pages of other origins. Servers need a key of their own.')
}

function requireAccess({ kind, scopes }: Grant, access: Exclude<Access, 'open' | 'optional'>): void {
  if (access === 'known') {
    if (kind !== 'browser') return
    throw new AppError('forbidden', 'A key for web pages opens search and ask only.')
  }
  if (scopes.includes(access) || scopes.includes('admin')) return
  throw new AppError('forbidden', `This key may not do that: it lacks the scope ${access}.`)
}

/**
 * A page elsewhere can make a browser send us requests by pointing its own name at 127.0.0.1 (DNS rebinding), and a
 * proxy can carry the whole internet to a loopback port. Both still send the name they were asked for.
 */
function requireLoopbackName(request: FastifyRequest): void {
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(request.hostname)) return
  throw new AppError(
    'forbidden',
    'Without a key this service answers only under localhost. Set API_KEY to serve it under another name.',
  )
}

function presentedKey(request: FastifyRequest): string | null {
  const header = request.headers['x-api-key']
  if (typeof header === 'string' && header !== '') return header
  return /^Bearer +(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}
