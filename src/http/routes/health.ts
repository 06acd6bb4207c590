/**
 * GET /health for people and monitors, /livez and /readyz for an orchestrator.
 *
 * /livez asks nothing of anybody: restarting us does not mend a database that is down.
 */
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'
import { healthJson } from '../present.ts'

const OPEN = { config: { access: 'open' } } as const

export function addHealthRoutes(app: FastifyInstance, parts: Pick<HttpParts, 'health' | 'isReady'>): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })

  app.get('/health', OPEN, async (request, reply) => {
    const health = await parts.health()
    reply.status(health.status === 'down' ? 503 : 200)
    return healthJson(health, request.isKnown)
  })
  app.get('/livez', OPEN, async () => ({ status: 'ok' }))
  app.get('/readyz', OPEN, async () => {
    if (isClosing) throw new AppError('unavailable', 'The service is shutting down.')
    if (!(await parts.isReady())) throw new AppError('unavailable', 'The index is not ready to be served yet.')
    return { status: 'ok' }
  })
  for (const url of ['/health', '/livez', '/readyz']) refuseOtherMethods(app, url, 'GET')
}
