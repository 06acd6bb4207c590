/** How bodies come in: JSON only, at most 16 KiB and 8 levels deep, never compressed. What they say is for questions.ts. */
import type { FastifyInstance } from 'fastify'
import { AppError } from '../errors.ts'
import { sendProblem } from './errors.ts'

export const BODY_LIMIT_BYTES = 16 * 1024
const MAX_DEPTH = 8

export function acceptJsonOnly(app: FastifyInstance): void {
  // Fastify takes text/plain as well, which a foreign page may send without asking (a CORS "simple request").
  app.removeAllContentTypeParsers()
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString()
    // An empty body lacks the question like any other body that lacks it: the route says so.
    if (text.trim() === '') return done(null, undefined)
    return parseJson(request, text, (error, parsed) => {
      done(error ?? (isDeeperThan(parsed, MAX_DEPTH) ? tooDeep() : null), parsed)
    })
  })

  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return
    const detail = 'Send the body as it is: a compressed one could hide any size.'
    return sendProblem(request, reply, { status: 415, error: 'unsupported_media_type', detail })
  })
}

/** @throws AppError `invalid_input` for what is nested deeper than any request of ours needs. */
export function refuseDepth(parsed: unknown): void {
  if (isDeeperThan(parsed, MAX_DEPTH)) throw tooDeep()
}

/** Looks no deeper than `levels`, so that a body of brackets costs nothing. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1))
}

function tooDeep(): AppError {
  return new AppError('invalid_input', `The body is nested more than ${MAX_DEPTH} levels deep.`)
}
