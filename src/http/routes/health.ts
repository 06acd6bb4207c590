/**
 * GET /health for people and monitors, /livez and /readyz for an orchestrator.
 *
 * /livez asks nothing of anybody: restarting us does not mend a database that is down.
 */
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import type { InFlight } from '../in-flight.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { Health, HttpParts } from '../parts.ts'

const OPEN = { config: { access: 'open' } } as const
const OPTIONAL = { config: { access: 'optional' } } as const

type HealthParts = Pick<HttpParts, 'health' | 'isReady'>

export function addHealthRoutes(app: FastifyInstance, parts: HealthParts, inFlight: Pick<InFlight, 'staysOpen'>): void {
  app.get('/health', OPTIONAL, async (request, reply) => {
    const health = await parts.health()
    reply.status(health.status === 'down' ? 503 : 200)
    return healthJson(health, request.isKnown)
  })
  app.get('/livez', OPEN, async () => ({ status: 'ok' }))
  app.get('/readyz', OPEN, async () => {
    if (!inFlight.staysOpen()) throw new AppError('unavailable', 'The service is shutting down.')
    if (!(await parts.isReady())) throw new AppError('unavailable', 'The index is not ready to be served yet.')
    return { status: 'ok' }
  })
  for (const url of ['/health', '/livez', '/readyz']) refuseOtherMethods(app, url, 'GET')
}

/** Without a known key only the words: notes name hosts, and times tell when nobody is looking. */
function healthJson({ status, database, cache, embedder, sync, notes }: Health, isKnown: boolean) {
  const words = { status, database, cache, embedder }
  if (!isKnown) return words
  return {
    ...words,
    sync: {
      running: sync.isRunning,
      last_started_at: sync.lastStartedAt,
      last_outcome: sync.lastOutcome,
      pending_vectors: sync.pendingVectors,
    },
    notes,
  }
}
