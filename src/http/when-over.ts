/** The end of each request: its answer is sent, or its client has left. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { onClose } from './on-close.ts'

/**
 * Calls `tell` once for each request. Fastify's own onResponse is not called for a client that has left, so such
 * requests would be missing from log, metrics and traces.
 */
export function whenOver(app: FastifyInstance, tell: (request: FastifyRequest, reply: FastifyReply) => void): void {
  const told = new WeakSet<FastifyRequest>()
  const tellOnce = (request: FastifyRequest, reply: FastifyReply) => {
    if (told.has(request)) return
    told.add(request)
    tell(request, reply)
  }
  app.addHook('onRequest', async (request, reply) => {
    // Not `request.raw`: that one closes as soon as the body has been read.
    onClose(reply.raw, () => {
      if (reply.raw.writableFinished) return
      request.facts['aborted'] = true
      tellOnce(request, reply)
    })
  })
  app.addHook('onResponse', async (request, reply) => tellOnce(request, reply))
}
