/** Refuses questions while there are more than this process can serve, so that those it has taken are served in time. */
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './errors.ts'
import { onClose } from './on-close.ts'

export interface OverloadLimits {
  /** Questions under way at once. Default 500: with ten connections to the database these are the work of a few seconds. */
  maxInFlight?: number
  /** How far the event loop may be behind, on average over the last moments. Default 200. */
  maxBehindMs?: number
}

const SAMPLE_MS = 100
const RETRY_AFTER_SECONDS = 2

export function shedLoad(app: FastifyInstance, { maxInFlight = 500, maxBehindMs = 200 }: OverloadLimits = {}): void {
  const behindMs = watchEventLoop(app)
  let inFlight = 0
  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config
    // Whoever watches or feeds the service is served: it is questions that are many, and cost.
    if (request.is404 || (access !== 'search' && access !== 'ask')) return
    if (inFlight >= maxInFlight || behindMs() > maxBehindMs) {
      request.facts['shed'] = true
      const detail = 'The service is busy. Ask again in a moment.'
      const problem = { status: 503, error: 'unavailable', detail, retryAfterSeconds: RETRY_AFTER_SECONDS }
      return sendProblem(request, reply, problem)
    }
    inFlight++
    onClose(reply.raw, () => {
      inFlight--
    })
  })
}

/** A quarter of the mean is the last sample: one pause of less than a second passes, a loop that stays behind is seen. */
function watchEventLoop(app: FastifyInstance): () => number {
  let meanMs = 0
  let lastAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    meanMs = (3 * meanMs + Math.max(0, now - lastAt - SAMPLE_MS)) / 4
    lastAt = now
  }, SAMPLE_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return () => meanMs
}
