/** How bodies come in: JSON only, at most 16 KiB, never compressed. What they must say is in questions.ts. */
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './errors.ts'

export const BODY_LIMIT_BYTES = 16 * 1024

export function acceptJsonOnly(app: FastifyInstance): void {
  // Fastify takes text/plain as well, which a foreign page may send without asking (a CORS "simple request").
  app.removeAllContentTypeParsers()
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString()
    // An empty body lacks the question like any other body that lacks it: the route says so.
    if (text.trim() === '') return done(null, undefined)
    return parseJson(request, text, done)
  })

  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return
    const detail = 'Send the body as it is: a compressed one could hide any size.'
    return sendProblem(request, reply, { status: 415, error: 'unsupported_media_type', detail })
  })
}
