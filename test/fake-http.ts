/** Hand-made parts for the HTTP layer and the page: what a test wants to differ, it says. */
import type { FastifyInstance } from 'fastify'
import { afterEach, expect } from 'vitest'
import { replay } from '../src/answer/replay.ts'
import type { Health, HttpParts, IngestParts, Keys, Limits } from '../src/http/parts.ts'
import { createServer } from '../src/http/server.ts'
import type { Answer, AskEvent, Grant } from '../src/types.ts'
import { aGrant, anAnswer, aResult, aSiteStatus, aSpendingToday } from './makers.ts'
import { findFault } from './openapi.ts'

export const API_KEY = 'key-for-the-site'
export const ADMIN_KEY = 'key-for-the-operator'

export const OPEN: Keys = { isOpen: async () => true, find: async () => null, hasOrigin: async () => false }
export const KEYED: Keys = someKeys({
  [API_KEY]: aGrant({ keyId: 'API_KEY', scopes: ['search', 'ask', 'ingest'] }),
  [ADMIN_KEY]: aGrant({ keyId: 'ADMIN_KEY', scopes: ['search', 'ask', 'ingest', 'admin'] }),
})

/** A service that knows exactly these keys. */
export function someKeys(grants: Readonly<Record<string, Grant>>): Keys {
  const known = new Map(Object.entries(grants))
  const origins = Object.values(grants).flatMap((grant) => grant.origins)
  return {
    isOpen: async () => false,
    find: async (presented) => known.get(presented) ?? null,
    hasOrigin: async (origin) => origins.includes(origin),
  }
}

export const NO_LIMITS: Limits = { take: async () => ({ isAllowed: true, standings: [] }) }

/** What answers of any test were like that /openapi.json does not tell of. */
const undescribed: string[] = []
afterEach(() => expect(undescribed.splice(0)).toEqual([]))

/** A server that listens nowhere, on parts that answer something sensible. Logs nothing unless told to. */
export function aServer(parts: Partial<HttpParts> = {}): FastifyInstance {
  const app = createServer(someParts(parts))
  app.addHook('onSend', async (request, reply, payload) => {
    const body = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? payload.toString() : ''
    const [method, route, status] = [request.method, request.routeOptions.url, reply.statusCode]
    const fault = findFault({ method, route, status, type: String(reply.getHeader('content-type') ?? ''), body })
    if (fault !== null && !OF_TESTS.has(route ?? '')) undescribed.push(fault)
  })
  return app
}

/** Routes that tests add. */
const OF_TESTS = new Set(['/forgotten'])

function someParts(parts: Partial<HttpParts> = {}): HttpParts {
  const ask = parts.ask ?? (async () => anAnswer())
  return {
    search: async () => aResult(),
    findKept: async () => null,
    ask,
    async *askEvents(request, signal) {
      yield* inEvents(await ask(request, signal))
    },
    status: async () => [aSiteStatus()],
    spending: async () => aSpendingToday(),
    explainPosts: async () => [],
    health: async () => aHealth(),
    isReady: async () => true,
    ingest: someIngest(),
    keys: OPEN,
    limits: NO_LIMITS,
    allowedOrigins: [],
    trustedProxies: [],
    logger: { level: 'silent' },
    suggestions: [],
    ...parts,
    // A test machine may be busy: who wants to be refused for that says so.
    bounds: { maxBehindMs: Number.POSITIVE_INFINITY, ...parts.bounds },
  }
}

/** As it would come in a stream. */
export async function* inEvents(answer: Answer): AsyncGenerator<AskEvent> {
  yield* replay(answer)
}

export function someIngest(parts: Partial<IngestParts> = {}): IngestParts {
  return {
    fetchPosts: async () => {},
    resync: async () => {},
    isKnown: async () => true,
    webhooks: { secrets: [], remember: async () => true, forget: async () => {} },
    idempotency: { begin: async () => ({ state: 'new' }), finish: async () => {}, abandon: async () => {} },
    ...parts,
  }
}

export function aHealth(health: Partial<Health> = {}): Health {
  return {
    status: 'ok',
    database: 'ok',
    cache: 'ok',
    embedder: 'ok',
    sync: {
      isRunning: false,
      lastStartedAt: new Date('2026-03-05T03:00:00Z'),
      lastOutcome: 'done',
      pendingVectors: 0,
    },
    notes: [],
    ...health,
  }
}
