/** What is counted of a request to somebody else, and what the other side is told of the trace. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OtlpReceiver, startOtlpReceiver } from '../../test/watch/otlp-receiver.ts'
import { AppError } from '../errors.ts'
import { inSpan, keepTrace } from '../telemetry/spans.ts'
import { startTracing, type Tracing } from '../telemetry/tracing.ts'
import type { HttpClient, HttpResponse } from '../upstream/http.ts'
import { watchFetch, watchHttp } from './watch-upstream.ts'

let receiver: OtlpReceiver
let tracing: Tracing
beforeAll(async () => {
  receiver = await startOtlpReceiver()
  tracing = startTracing({ url: `${receiver.url}/v1/traces`, share: 1, version: '1', onFailure: () => {} })
})
afterAll(async () => {
  await tracing.close()
  await receiver.close()
})

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/

/** A client that remembers the headers it was given. */
function aClient(answer: () => Promise<Partial<HttpResponse>>) {
  const sent: Record<string, string>[] = []
  const client: HttpClient = {
    send: async ({ headers = {} }) => {
      sent.push(headers)
      return { status: 200, headers: {}, body: Buffer.alloc(0), ms: 1, ...(await answer()) }
    },
    close: async () => {},
  }
  return { client, sent }
}

it.each([
  ['200', async () => ({ status: 200 })],
  ['429', async () => ({ status: 429 })],
  ['reset', () => Promise.reject(new AppError('upstream', 'broke', { code: 'reset' }))],
  ['timeout', () => Promise.reject(new AppError('timeout', 'late'))],
  ['error', () => Promise.reject('odd')],
])('counts %s', async (outcome, answer) => {
  const observed: unknown[] = []
  const { client } = aClient(answer)
  const watched = watchHttp(client, 'embedder', (service, what, ms) => observed.push([service, what, ms >= 0]))
  await watched.send({ url: 'http://x.test/v1' }).catch(() => {})
  expect(observed).toEqual([['embedder', outcome, true]])
})

it('tells one that was called off from one that failed', async () => {
  const observed: string[] = []
  const { client } = aClient(() => Promise.reject(new AppError('unavailable', 'left')))
  const watched = watchHttp(client, 'model', (_service, what) => observed.push(what))
  await watched.send({ url: 'http://x.test', signal: AbortSignal.abort() }).catch(() => {})
  expect(observed).toEqual(['aborted'])
})

it('hands the trace on, beside the headers that were there', async () => {
  const { client, sent } = aClient(async () => ({}))
  const observe = () => {}
  await watchHttp(client, 'wordpress', observe).send({ url: 'http://x.test', headers: { accept: 'a' } })
  expect(sent[0]).toEqual({ accept: 'a', traceparent: expect.stringMatching(TRACEPARENT) })

  const headersOf: Headers[] = []
  const fetching: typeof fetch = async (_url, init) => {
    headersOf.push(new Headers(init?.headers))
    return new Response('', { status: 503 })
  }
  const response = await watchFetch(fetching, 'model', observe)('http://x.test/v1', { headers: { accept: 'b' } })
  expect(response.status).toBe(503)
  expect(headersOf[0]?.get('traceparent')).toMatch(TRACEPARENT)
  expect(headersOf[0]?.get('accept')).toBe('b')
})

it('keeps a stream in the trace it was made in, wherever it is read', async () => {
  const { client, sent } = aClient(async () => ({}))
  const http = watchHttp(client, 'model', () => {})
  async function* words() {
    for (const word of ['one', 'two']) {
      await http.send({ url: 'http://x.test' })
      yield word
    }
  }
  const stream = await inSpan('request', {}, async () => keepTrace(words()))
  const read: string[] = []
  for await (const word of stream) read.push(word)

  expect(read).toEqual(['one', 'two'])
  const traces = sent.map(({ traceparent = '' }) => traceparent.split('-')[1])
  expect(traces[0]).toBe(traces[1])
})

it('says that spans cannot be sent, once', async () => {
  await tracing.close()
  const said: string[] = []
  const options = { url: `${receiver.url}/v1/traces`, share: 1, version: '1' }
  tracing = startTracing({ ...options, onFailure: (why) => said.push(why) })
  receiver.status = 400
  for (const name of ['lost', 'as well']) await inSpan(name, {}, async () => {})
  await tracing.close()
  expect(said).toHaveLength(1)
})
