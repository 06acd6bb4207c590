/** POST /ask: an answer with its sources, as one JSON document or as server-sent events. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerJson } from '../../present.ts'
import { keepTrace } from '../../telemetry/spans.ts'
import type { Answer, AskEvent, KeptJson } from '../../types.ts'
import { callerOf, sitesOf } from '../auth.ts'
import { problemJson, problemOf } from '../errors.ts'
import { eventStream } from '../events.ts'
import type { InFlight } from '../in-flight.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'
import { isPublic, withoutInternals } from '../public-view.ts'
import { parseAskBody } from '../questions.ts'

type AskRouteParts = Pick<HttpParts, 'findKept' | 'ask' | 'askEvents'>

export function addAskRoute(app: FastifyInstance, parts: AskRouteParts, inFlight: InFlight): void {
  app.post('/ask', { config: { access: 'ask' } }, async (request, reply) => {
    const { request: askRequest, isStreamed } = parseAskBody(request.body)
    request.noteQuestion(askRequest.question)
    const scoped = { ...askRequest, ...sitesOf(request), ...callerOf(request) }
    if (isStreamed || wantsEvents(request)) {
      inFlight.admitStream(request, reply)
      const signal = inFlight.signalFor(reply)
      return sendEvents(request, reply, { events: keepTrace(parts.askEvents(scoped, signal)), signal })
    }
    // What is kept is whole, and pages are shown less.
    const kept = isPublic(request) ? null : await parts.findKept(scoped)
    if (kept) return sendKept(request, reply, kept)
    const answer = await parts.ask(scoped, inFlight.signalFor(reply))
    noteFacts(request, answer)
    return answerJson(answer)
  })
  refuseOtherMethods(app, '/ask', 'POST')
}

/** As it is kept: to read it and write it again would cost more than all the rest. */
function sendKept(request: FastifyRequest, reply: FastifyReply, { body, outcome, sources }: KeptJson) {
  Object.assign(request.facts, { outcome, sources, cached: true, degraded: false })
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}

interface Sending {
  events: AsyncIterable<AskEvent>
  /** As inFlight gave it. */
  signal: AbortSignal
}

async function sendEvents(request: FastifyRequest, reply: FastifyReply, { events, signal }: Sending) {
  // Until the first event is there an error is an ordinary answer with a status of its own.
  const opened = await openStream(noting(request, reply, events), (end) => {
    // Whoever is still there, at a deadline or in a shutdown, is to be told so by the events themselves.
    signal.addEventListener('abort', () => reply.raw.destroyed && end(), { once: true })
  })
  // `x-accel-buffering`: nginx would hold the events back until it has a buffer full of them.
  reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  const explain = (error: unknown) => {
    request.facts['broken_off'] = true
    request.log.error({ err: error }, 'stream broke off')
    return problemJson(problemOf(error), request.id)
  }
  const text = eventStream(opened, explain, isPublic(request) ? withoutInternals : undefined)
  return reply.send(Readable.from(text))
}

/** The same events, once the first of them is there. @throws what the stream throws before it. */
async function openStream<T>(events: AsyncIterable<T>, onLeft: (end: () => void) => void): Promise<AsyncIterable<T>> {
  const rest = events[Symbol.asyncIterator]()
  // To a client that has left by then nothing is sent, so nobody would read on, or tell the events that they are over:
  // they would keep what they hold, such as a place at the model, for ever.
  onLeft(() => void rest.return?.())
  const first = await rest.next()
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await rest.next()) yield next.value
    } finally {
      await rest.return?.()
    }
  })()
}

async function* noting(
  request: FastifyRequest,
  reply: FastifyReply,
  events: AsyncIterable<AskEvent>,
): AsyncGenerator<AskEvent> {
  for await (const event of events) {
    if (event.type === 'delta') request.facts['first_token_ms'] ??= Math.round(reply.elapsedTime)
    if (event.type === 'done') noteFacts(request, event.answer)
    yield event
  }
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
