/** Clients that ask and do not read, on real sockets: only there is a stall one. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { aServer } from '../../test/fake-http.ts'
import { anAnswer, aResult } from '../../test/makers.ts'
import type { AskEvent } from '../types.ts'
import type { HttpParts } from './parts.ts'

let app: FastifyInstance
afterEach(() => app.close())

const BODY = '{"q":"x","stream":true}'
const REQUEST = `POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`

async function ask(parts: Partial<HttpParts>): Promise<Socket> {
  app = aServer({ drainMs: 10, ...parts })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(REQUEST)
  return socket
}

async function* endless(): AsyncGenerator<AskEvent> {
  for (;;) yield { type: 'delta', text: 'x'.repeat(64 * 1024) }
}

async function* slow(): AsyncGenerator<AskEvent> {
  for (const text of ['a', 'b']) {
    await sleep(250)
    yield { type: 'delta', text }
  }
  yield { type: 'done', answer: anAnswer() }
}

it('ends a stream that nobody reads, and the work for it', async () => {
  const ended = Promise.withResolvers<void>()
  const socket = await ask({
    bounds: { stallMs: 200 },
    async *askEvents() {
      try {
        yield* endless()
      } finally {
        ended.resolve()
      }
    },
  })
  socket.pause()
  await ended.promise
  socket.resume()
  await once(socket, 'close')
})

it('waits as long as it takes for an answer that is still being made', async () => {
  const socket = await ask({ bounds: { stallMs: 50 }, askEvents: slow })
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
    if (text.includes('event: done')) socket.end()
  })
  await once(socket, 'close')
  expect(text).toContain('event: done')
})

it('hangs up when the whole answer takes too long, however steadily it is read', async () => {
  const socket = await ask({ bounds: { wholeMs: 300 }, askEvents: endless })
  let bytes = 0
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await once(socket, 'close')
  expect(bytes).toBeGreaterThan(0)
})

it('keeps an idle connection for the next request', async () => {
  app = aServer({ bounds: { stallMs: 50 }, search: async () => aResult() })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const get = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'
  socket.write(get)
  await once(socket, 'data')
  await sleep(200)
  socket.write(get)
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 200/)
  socket.end()
})
