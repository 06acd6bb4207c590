/**
 * Counts requests and says how many are left: `RateLimit` and `RateLimit-Policy` as structured fields.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from './client-address.ts'
import { type Problem, sendProblem } from './errors.ts'
import type { Limits, LimitVerdict, Standing } from './parts.ts'

const QUOTA_EXCEEDED = 'https://iana.org/assignments/http-problem-types#quota-exceeded'

/** Every route that needs a key is counted; probes, the page and its files are not: they cost nothing. */
export function limitRates(app: FastifyInstance, limits: Limits): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    const { access = 'admin' } = request.routeOptions.config
    if (access === 'open' || access === 'optional') return
    const verdict = await limits.take({
      key: keyOf(request),
      network: networkOf(request.address),
      use: access === 'ingest' ? 'ingest' : 'read',
    })
    if (verdict.standings.length > 0) setHeaders(reply, verdict)
    if (!verdict.isAllowed) return sendProblem(request, reply, refusal(verdict))
  })
}

function keyOf({ grant }: FastifyRequest) {
  return grant && { id: grant.keyId, kind: grant.kind, ratePerMinute: grant.ratePerMinute }
}

function setHeaders(reply: FastifyReply, { standings }: LimitVerdict): void {
  const policies = standings.map(({ name, limit, windowSeconds }) => `"${name}";q=${limit};w=${windowSeconds}`)
  const { name, remaining, waitSeconds, fullSeconds } = tightest(standings)
  const seconds = Math.ceil(remaining > 0 ? fullSeconds : waitSeconds)
  reply.header('ratelimit-policy', policies.join(', ')).header('ratelimit', `"${name}";r=${remaining};t=${seconds}`)
}

/** The one that ends first; of equals the first, which is the key's own. */
function tightest(standings: readonly Standing[]): Standing {
  return standings.reduce((least, next) => (next.remaining < least.remaining ? next : least))
}

function refusal({ standings }: LimitVerdict): Problem {
  const violated = standings.filter(({ remaining }) => remaining === 0)
  return {
    status: 429,
    error: 'rate_limited',
    detail: 'Too many requests. Retry-After says in how many seconds the next one is answered.',
    retryAfterSeconds: Math.max(...violated.map(({ waitSeconds }) => waitSeconds)),
    type: QUOTA_EXCEEDED,
    violatedPolicies: violated.map(({ name }) => name),
  }
}
