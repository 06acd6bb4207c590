/**
 * Who may call what. Every route names its access; a route that forgets to is for administrators only.
 *
 * Keys are compared as SHA-256 hashes in constant time, so neither the length nor the beginning of a key can be
 * learnt from how long a refusal takes.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Keys } from './parts.ts'

export type Scope = 'search' | 'ask' | 'ingest' | 'admin'

/** `open`: no key; `known`: any key; otherwise a key with that scope. */
export type Access = 'open' | 'known' | Scope

interface KnownKey {
  hash: Buffer
  scopes: ReadonlySet<Scope>
}

const API_SCOPES: ReadonlySet<Scope> = new Set<Scope>(['search', 'ask', 'ingest'])
const ADMIN_SCOPES: ReadonlySet<Scope> = new Set<Scope>(['search', 'ask', 'ingest', 'admin'])

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** A message with a signature needs no key: the route itself proves who sent it. */
    isSignable?: boolean
  }
  interface FastifyRequest {
    /** The caller may see everything a key may see. */
    isKnown: boolean
    /** It was let through for its signature, which is yet to be proven. */
    isSigned: boolean
  }
}

/** Refuses, before the body is read, every request whose key does not open its route. */
export function guardRoutes(app: FastifyInstance, keys: Keys): void {
  const known = knownKeys(keys)
  app.decorateRequest('isKnown', false)
  app.decorateRequest('isSigned', false)
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { access = 'admin', isSignable = false } = request.routeOptions.config
    const presented = presentedKey(request)
    if (isSignable && presented === null && request.headers['webhook-signature'] !== undefined) {
      request.isSigned = true
      return
    }
    if (keys.isOpen) {
      request.isKnown = true
      if (access !== 'open') requireLoopbackName(request)
      return
    }
    const scopes = presented === null ? null : scopesOf(known, presented)
    request.isKnown = scopes !== null
    if (access !== 'open') requireScope(scopes, access, presented !== null)
  })
}

/** The scopes a key opens, or null for a key we do not know. Every key is compared, whichever one fits. */
function scopesOf(known: KnownKey[], presented: string): ReadonlySet<Scope> | null {
  const hash = sha256(presented)
  let scopes: ReadonlySet<Scope> | null = null
  for (const key of known) {
    if (timingSafeEqual(key.hash, hash)) scopes = key.scopes
  }
  return scopes
}

function requireScope(scopes: ReadonlySet<Scope> | null, access: Access, hasKey: boolean): void {
  if (scopes === null) {
    const message = hasKey ? 'This key is not known here.' : 'Send your key in the header X-API-Key.'
    throw new AppError('unauthorized', message)
  }
  if (access === 'open' || access === 'known') return
  if (!scopes.has(access)) throw new AppError('forbidden', `This key may not do that: it lacks the scope ${access}.`)
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

function knownKeys(keys: Keys): KnownKey[] {
  const known: KnownKey[] = []
  if (keys.apiKey !== null) known.push({ hash: sha256(keys.apiKey), scopes: API_SCOPES })
  // Last, so that a key given as both opens everything.
  if (keys.adminKey !== null) known.push({ hash: sha256(keys.adminKey), scopes: ADMIN_SCOPES })
  return known
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
