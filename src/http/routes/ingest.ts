/**
 * POST /ingest: posts to be fetched from their site now, asked for under a key or by a signed message of the site.
 *
 * Only puts them in line: what a message says of a post is not believed, and the schedule stays the truth.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import { sitesOf } from '../auth.ts'
import { answerOnce } from '../idempotency.ts'
import { parseIngestBody, parseWebhookBody, type WebhookEvent } from '../ingest-bodies.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { IngestParts } from '../parts.ts'
import { verifyWebhook } from '../webhook.ts'

export const INGEST_LIMIT_BYTES = 32 * 1024

export function addIngestRoute(app: FastifyInstance, parts: IngestParts): void {
  // A scope of its own: the signature is over the bytes, so the body must not be parsed before it.
  app.register(async (scope) => {
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    const config = { access: 'ingest', isSignable: true } as const
    scope.post('/ingest', { config, bodyLimit: INGEST_LIMIT_BYTES }, async (request, reply) => {
      // A message has an id of its own, under which it comes once.
      if (request.isSigned) return answer(request, reply, await takeMessage(parts, request))
      reply.status(202)
      const act = async () => answer(request, reply, await takeRequest(parts, request))
      return answerOnce(parts.idempotency, { request, reply, body: bodyOf(request), act })
    })
  })
  refuseOtherMethods(app, '/ingest', 'POST')
}

/** @param postIds Null: there was nothing to do. */
function answer(request: FastifyRequest, reply: FastifyReply, postIds: number[] | null) {
  request.facts['posts'] = postIds?.length ?? 0
  reply.status(postIds ? 202 : 200)
  return { accepted: postIds !== null, post_ids: postIds ?? [] }
}

async function takeRequest({ fetchPosts }: IngestParts, request: FastifyRequest): Promise<number[]> {
  const { postIds, site } = parseIngestBody(bodyOf(request))
  await fetchPosts(postIds, { site, ...sitesOf(request) })
  return postIds
}

async function takeMessage(parts: IngestParts, request: FastifyRequest): Promise<number[] | null> {
  const { secrets, remember, forget } = parts.webhooks
  if (secrets.length === 0) throw new AppError('not_found', 'Webhooks are off here: WEBHOOK_SECRET is not set.')
  const body = bodyOf(request)
  const id = verifyWebhook({ headers: request.headers, body }, secrets, new Date())
  const event = parseWebhookBody(body)
  if (!(await remember(id))) return null
  try {
    return await act(parts, event)
  } catch (error) {
    await forget(id)
    throw error
  }
}

async function act({ fetchPosts, resync, isKnown }: IngestParts, event: WebhookEvent): Promise<number[] | null> {
  if (event.kind === 'unknown') return null
  if (event.kind === 'resync') {
    await resync()
    return []
  }
  const { postIds, isPublic } = event
  if (!isPublic && !(await isKnown(postIds))) return null
  await fetchPosts(postIds)
  return postIds
}

/** The parser above makes a Buffer of every body there is. */
function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}
