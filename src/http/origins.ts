/**
 * CORS: which pages of other origins may read our answers. Exact origins, never a wildcard, never with cookies.
 *
 * A preflight carries no key, so any configured origin may ask; the answer itself is for the origins of its key and of
 * ALLOWED_ORIGINS. What a page may do is decided by keys (auth.ts): here only what its browser lets it see.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from './errors.ts'
import type { Keys } from './parts.ts'

const MAX_AGE_SECONDS = 600
const METHODS = 'GET, POST'
const REQUEST_HEADERS = 'Authorization, Content-Type, Idempotency-Key, X-API-Key'
const ANSWER_HEADERS = 'Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id'

export function answerOrigins(app: FastifyInstance, allowed: readonly string[], keys: Keys): void {
  const isConfigured = async (origin: string) => allowed.includes(origin) || (await keys.hasOrigin(origin))
  const mayRead = async (origin: string, { grant }: FastifyRequest) =>
    grant === null ? isConfigured(origin) : allowed.includes(origin) || grant.origins.includes(origin)

  app.addHook('onRequest', async (request, reply) => {
    if (!isPreflight(request)) return
    if (!(await isConfigured(request.headers.origin ?? ''))) {
      const detail = 'Pages of this origin may not ask here: it stands neither in ALLOWED_ORIGINS nor at a key.'
      return sendProblem(request, reply, { status: 403, error: 'forbidden', detail })
    }
    reply.headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': MAX_AGE_SECONDS,
    })
    return reply.status(204).send()
  })

  app.addHook('onSend', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || !(await mayRead(origin, request))) return
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': ANSWER_HEADERS })
  })
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers
}
