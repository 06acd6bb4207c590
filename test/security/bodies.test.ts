/** S11: bodies and headers made to hurt, on a real socket: refused with a 4xx each, and nothing of them is kept. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aServer } from '../fake-http.ts'
import { report, size } from './size.ts'

let app: FastifyInstance
let port: number
beforeAll(async () => {
  app = aServer()
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterAll(() => app.close())

const JSON_TYPE = 'Content-Type: application/json'
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
const sized = (bytes: number) => `{"q":"x"}${' '.repeat(bytes - 9)}`
const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

interface Attack {
  head: string[]
  body: string | Buffer
  /** Left out: the length of the body. */
  length?: number | null
}

const ATTACKS: Record<string, Attack> = {
  'one byte too many': { head: [JSON_TYPE], body: sized(16_385) },
  'a length of gigabytes': { head: [JSON_TYPE], body: '{', length: 8_000_000_000 },
  'chunks without end': {
    head: [JSON_TYPE, 'Transfer-Encoding: chunked'],
    body: chunked(sized(200_000)),
    length: null,
  },
  'a gzip bomb': { head: [JSON_TYPE, 'Content-Encoding: gzip'], body: bomb },
  'a bomb that claims to be plain': { head: [JSON_TYPE], body: bomb.subarray(0, 10_000) },
  'deflate, then br': { head: [JSON_TYPE, 'Content-Encoding: deflate, br'], body: 'x' },
  '10,000 brackets': { head: [JSON_TYPE], body: '['.repeat(5_000) + ']'.repeat(5_000) },
  'brackets in a field': { head: [JSON_TYPE], body: `{"q":"x","a":${'[['.repeat(2_000)}${']]'.repeat(2_000)}}` },
  'a key named __proto__': { head: [JSON_TYPE], body: '{"q":"x","__proto__":{"k":1}}' },
  'constructor.prototype': { head: [JSON_TYPE], body: '{"q":"x","constructor":{"prototype":{"k":1}}}' },
  'no JSON': { head: [JSON_TYPE], body: '{"q": ' },
  'half a UTF-8 sign': { head: [JSON_TYPE], body: Buffer.from([0x7b, 0x22, 0xc3]) },
  'a list': { head: [JSON_TYPE], body: '[{"q":"x"}]' },
  'a number as question': { head: [JSON_TYPE], body: '{"q":1}' },
  'an object as question': { head: [JSON_TYPE], body: '{"q":{"$gt":""}}' },
  'a question of 1,001 characters': { head: [JSON_TYPE], body: JSON.stringify({ q: 'ü'.repeat(1_001) }) },
  'a huge k': { head: [JSON_TYPE], body: '{"q":"x","k":1e308}' },
  'form fields': { head: ['Content-Type: application/x-www-form-urlencoded'], body: 'q=x' },
  'no type': { head: [], body: '{"q":"x"}' },
  'JSON as text': { head: ['Content-Type: text/plain'], body: '{"q":"x"}' },
  'a header of a megabyte': { head: [JSON_TYPE, `X: ${'x'.repeat(1_000_000)}`], body: '{}' },
  '5,000 headers': { head: [JSON_TYPE, ...Array.from({ length: 5_000 }, (_, n) => `X-${n}: y`)], body: '{}' },
  'a header without a name': { head: [JSON_TYPE, ': x'], body: '{}' },
  'both kinds of length': {
    head: [JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 3'],
    body: '{}',
    length: null,
  },
  'two lengths': { head: [JSON_TYPE, 'Content-Length: 5', 'Content-Length: 6'], body: '{}', length: null },
}

/** The status line that comes back; empty when the connection was closed without one. */
async function attack({ head, body, length = body.length }: Attack): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let reply = ''
  socket.on('data', (data) => {
    reply += data
    if (reply.includes('\r\n')) socket.destroy()
  })
  // Who is refused half-way may still be writing.
  socket.on('error', () => {})
  const lengthLine = length === null ? [] : [`Content-Length: ${Buffer.isBuffer(body) ? body.length : length}`]
  const lines = ['POST /search HTTP/1.1', 'Host: localhost', 'Connection: close', ...head, ...lengthLine]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  socket.write(body)
  await once(socket, 'close')
  return reply.split('\r\n')[0] ?? ''
}

it.each(Object.entries(ATTACKS))('%s is refused', async (_name, one) => {
  expect(await attack(one)).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect((await app.inject('/livez')).statusCode).toBe(200)
})

it('and nothing of them is kept, nor did a prototype get fields', async () => {
  const rounds = size(3, 200)
  for (const one of Object.values(ATTACKS)) await attack(one)
  const before = keptBytes()
  for (let round = 0; round < rounds; round++) for (const one of Object.values(ATTACKS)) await attack(one)
  const kept = (keptBytes() - before) / 2 ** 20
  report(`S11: ${rounds * Object.keys(ATTACKS).length} attacks, ${kept.toFixed(1)} MB kept`)
  expect(kept).toBeLessThan(20)
  expect({}).not.toHaveProperty('k')
})

/** What is still held after a collection, by attackers and service together: they share this process. */
function keptBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
