/** POST /ask: an answer with its sources, as one JSON document or as server-sent events. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answerJson } from '../../present.ts'
import type { Answer } from '../../types.ts'
import { problemJson, problemOf } from '../errors.ts'
import { eventStream, eventsOf } from '../events.ts'
import type { InFlight } from '../in-flight.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'
import { parseAskBody } from '../questions.ts'

export function addAskRoute(app: FastifyInstance, ask: HttpParts['ask'], inFlight: InFlight): void {
  app.post('/ask', { config: { access: 'ask' } }, async (request, reply) => {
    const { request: askRequest, isStreamed } = parseAskBody(request.body)
    // Until the first event is sent an error is an ordinary answer with a status of its own.
    const answer = await ask(askRequest, inFlight.signalFor(reply))
    noteFacts(request, answer)
    if (!isStreamed && !wantsEvents(request)) return answerJson(answer)
    // `x-accel-buffering`: nginx would hold the events back until it has a buffer full of them.
    reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
    return reply.send(Readable.from(answerStream(request, answer)))
  })
  refuseOtherMethods(app, '/ask', 'POST')
}

function answerStream(request: FastifyRequest, answer: Answer): AsyncGenerator<string> {
  return eventStream(eventsOf(answer), (error) => {
    request.log.error({ err: error }, 'stream broke off')
    return problemJson(problemOf(error), request.id)
  })
}

function wantsEvents(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').toLowerCase().includes('text/event-stream')
}

function noteFacts(request: FastifyRequest, answer: Answer): void {
  Object.assign(request.facts, {
    outcome: answer.outcome,
    sources: answer.sources.length,
    cached: answer.isCached,
    degraded: answer.isDegraded,
  })
}
