/** One span for each request, below the caller's when it sends `traceparent`. Nothing at all where nothing is traced. */
import type { FastifyInstance } from 'fastify'
import { isTracing, type RequestSpan, startRequestSpan } from '../telemetry/spans.ts'
import { routeOf } from './request-log.ts'
import { whenOver } from './when-over.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where nothing is traced. */
    span: RequestSpan | null
  }
}

export function traceRequests(app: FastifyInstance): void {
  if (!isTracing()) return
  app.decorateRequest('span', null)
  app.addHook('onRequest', async (request) => {
    const route = routeOf(request)
    const { method } = request
    request.span = startRequestSpan(`${method} ${route}`, request.headers, {
      'http.request.method': method,
      'http.route': route,
      'askpress.request_id': request.id,
    })
  })
  // As late as can be: a body that is still to come would lead out of whatever is active before.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.span) request.span.run(done)
    else done()
  })
  whenOver(app, (request, reply) => {
    const { statusCode } = reply
    const { outcome, cached, degraded, mode, hits } = request.facts
    const facts = { outcome, cached, degraded, mode, hits }
    const named = Object.entries(facts).filter(([, value]) => value !== undefined)
    request.span?.end(
      {
        'http.response.status_code': statusCode,
        ...Object.fromEntries(named.map(([name, value]) => [`askpress.${name}`, value])),
      },
      statusCode >= 500,
    )
  })
}
