/** Answers one request to write, whole or as a stream, and keeps its line in the log up to date. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from './api.ts'
import { chatApi } from './chat-api.ts'
import { sendError, transportFaults } from './faults.ts'
import { produce } from './produce.ts'
import { responsesApi } from './responses-api.ts'
import { sendStream } from './send-stream.ts'
import type { LoggedCall, Writing, WritingRequest, WritingSettings } from './writing.ts'
import { streamFaults, type WritingFault } from './writing-faults.ts'

/** Events; enough for any good answer. */
const MAX_SPOILED = 1000

interface Exchange {
  body: string
  request: IncomingMessage
  response: ServerResponse
  writing: Writing
}

/** @returns false when this is no request to write, or one of a kind that the server does not know. */
export async function serveWriting(route: string, exchange: Exchange): Promise<boolean> {
  const { settings } = exchange.writing
  const api = findApi(route, settings)
  if (!api) return false
  await serve(api, exchange)
  return true
}

function findApi(route: string, { hasChat, hasResponses }: WritingSettings): Api | null {
  if (route === 'POST /v1/chat/completions' && hasChat) return chatApi
  return route === 'POST /v1/responses' && hasResponses ? responsesApi : null
}

async function serve(api: Api, { body, request, response, writing }: Exchange): Promise<void> {
  const wanted = api.read(body)
  const fault = writing.next()
  // As they are now: a test may change them for the next one while this one is still being answered.
  const settings = { ...writing.settings }
  const refusal = fault === null ? findRefusal(wanted, settings) : null
  const call = log(writing, { ...wanted, body, authorization: request.headers.authorization }, response)
  call.fault = refusal ? 'refused' : fault
  if (settings.latencyMs > 0) await sleep(settings.latencyMs)
  await settings.hold
  if (refusal) return sendError(response, 400, { type: 'invalid_request_error', ...refusal })
  if (fault !== null && isTransport(fault)) return spoil(fault, { api, wanted, settings, response })
  const steps = produce(wanted, settings)
  if (!wanted.isStreamed || settings.isWhole) {
    const whole = JSON.stringify(api.whole(steps, wanted, settings.sendsUsage))
    if (fault !== null) return transportFaults.cut_json(response, whole)
    response.writeHead(200, { 'content-type': 'application/json' }).end(whole)
    return
  }
  const events = api.stream(steps, wanted, settings.sendsUsage)
  await sendStream(response, fault === null ? events : streamFaults[fault](events, api), settings)
}

type Seen = WritingRequest & Pick<LoggedCall, 'body' | 'authorization'>

function log(writing: Writing, seen: Seen, response: ServerResponse): LoggedCall {
  const call: LoggedCall = { ...seen, fault: null, state: 'running', startedAt: performance.now(), endedAt: null }
  writing.calls.push(call)
  response.on('close', () => {
    call.state = response.writableFinished ? 'ended' : 'left'
    call.endedAt = performance.now()
  })
  return call
}

/** Why the request is refused, as OpenAI words it; null when it is not. */
function findRefusal({ parameters, system, api }: WritingRequest, { refuses, refusesSystem }: WritingSettings) {
  const param = parameters.find((name) => refuses.includes(name))
  if (param !== undefined) {
    const instead = param === 'max_tokens' ? " Use 'max_completion_tokens' instead." : ''
    const message = `Unsupported parameter: '${param}' is not supported with this model.${instead}`
    return { message, code: 'unsupported_parameter', param }
  }
  const isRefused = refusesSystem && api === 'chat' && system !== ''
  return isRefused ? { message: 'System role not supported', code: null, param: null } : null
}

interface Spoiled {
  api: Api
  wanted: WritingRequest
  settings: WritingSettings
  response: ServerResponse
}

/** The faults of any request get what would have been sent, or the beginning of it, for some answers have no end. */
function spoil(fault: keyof typeof transportFaults, { api, wanted, settings, response }: Spoiled): void {
  const steps = produce(wanted, { ...settings, keepsBound: true })
  if (wanted.isStreamed) {
    const blocks = [...take(api.stream(steps, wanted, settings.sendsUsage), MAX_SPOILED)].map(({ block }) => block)
    transportFaults[fault](response, blocks.join(''), 'text/event-stream')
  } else {
    transportFaults[fault](response, JSON.stringify(api.whole(steps, wanted, settings.sendsUsage)), 'application/json')
  }
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let left = count
  for (const value of values) {
    if (left-- === 0) return
    yield value
  }
}

function isTransport(fault: WritingFault): fault is keyof typeof transportFaults {
  return fault in transportFaults
}
