/** GET /metrics: every number of this process, for Prometheus, under a key with the scope admin. */
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'

export function addMetricsRoute(app: FastifyInstance, readMetrics: HttpParts['readMetrics']): void {
  app.get('/metrics', { config: { access: 'admin' } }, async (_request, reply) => {
    if (!readMetrics) throw new AppError('not_found', 'Nothing is measured here.')
    const { contentType, text } = await readMetrics()
    return reply.header('content-type', contentType).send(text)
  })
  refuseOtherMethods(app, '/metrics', 'GET')
}
