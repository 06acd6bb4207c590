/** Tells the metrics of each request what the log line says of it. */
import type { FastifyInstance } from 'fastify'
import type { HttpParts } from './parts.ts'
import { routeOf } from './request-log.ts'
import { whenOver } from './when-over.ts'

export function measureRequests(app: FastifyInstance, observe: HttpParts['observeRequest']): void {
  if (!observe) return
  whenOver(app, (request, reply) => {
    const { elapsedTime, statusCode } = reply
    observe({ route: routeOf(request), status: statusCode, ms: elapsedTime, facts: request.facts })
  })
}
