/** Headers that every answer carries. What only the page may do is set by routes/page.ts. */
import type { FastifyInstance } from 'fastify'

export const HEADERS = {
  // An answer of the API is never a document: should a browser take it for one, it may do nothing.
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  // Answers depend on the key and change with the next sync. `private` for proxies that overlook `no-store`.
  'cache-control': 'private, no-store',
  // Also to who sends no origin: a cache must not hand the answer to a page it is not for (origins.ts).
  vary: 'Origin',
}

export function setSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
  })
}
