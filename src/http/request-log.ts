/** One log line for each request, with all its facts: never the question, a key or an address. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { keepOut } from '../log/log.ts'
import { createQuestionHash } from '../log/question-hash.ts'
import { whenOver } from './when-over.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the line says beside route, status and time: counts, mode, outcome. Numbers and words of ours only. */
    facts: Record<string, string | number | boolean>
    /** Notes which question it was, so that one can be told from another and nobody can tell what was asked. */
    noteQuestion(question: string): void
  }
}

export function logRequests(app: FastifyInstance): void {
  const hashQuestion = createQuestionHash()
  // Fastify wants a getter for a value that must not be shared between requests.
  app.decorateRequest('facts')
  app.decorateRequest('noteQuestion', function (this: FastifyRequest, question: string) {
    Object.assign(this.facts, { question: hashQuestion(question), question_chars: question.length })
  })
  app.addHook('onRequest', async (request, reply) => {
    request.facts = {}
    keepOut(request.log, () => wordsOf(request))
    reply.header('x-request-id', request.id)
  })
  whenOver(app, logRequest)
}

/** For a request that no hook sees: its path cannot be decoded. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  // Such a request has no facts either.
  const facts: Partial<FastifyRequest['facts']> = request.facts ?? {}
  const line = {
    method: request.method,
    route: routeOf(request),
    status: facts['aborted'] === true ? 499 : reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    ...facts,
  }
  request.log.info(line, 'request')
}

/** The pattern of the route: a path could be anything a client typed. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions?.url ?? 'none'
}

/** Everything the client sent, as texts. */
function wordsOf(request: FastifyRequest): string[] {
  const words = [request.url, request.ip, decoded(request.url)]
  for (const value of Object.values(request.headers)) words.push(...textsIn(value))
  // A key is told by its scheme nowhere but in this header.
  words.push((request.headers.authorization ?? '').replace(/^\w+\s+/, ''))
  words.push(...textsIn(request.query), ...textsIn(request.body))
  return words
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** Longer names of fields are the client's own; ours would take words out of our own sentences. */
const MAX_NAME = 16

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Buffer.isBuffer(value)) return [value.toString()]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name.length > MAX_NAME ? [name] : []),
    ...textsIn(inner),
  ])
}
