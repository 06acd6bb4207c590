/** One log line for each request, with all its facts: never the question, a key or an address. */
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the line says beside route, status and time: counts, mode, outcome. */
    facts: Record<string, string | number | boolean>
  }
}

export function logRequests(app: FastifyInstance): void {
  // Fastify wants a getter for a value that must not be shared between requests.
  app.decorateRequest('facts')
  app.addHook('onRequest', async (request, reply) => {
    request.facts = {}
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      method: request.method,
      // The pattern of the route: a path could be anything a client typed.
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...request.facts,
    }
    request.log.info(line, 'request')
  })
}
