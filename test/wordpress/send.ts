/** Puts an answer on the wire, as broken as its faults want it. */
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { RestAnswer } from '../../src/sample/rest.ts'
import type { Fault } from './faults.ts'

/** @param acceptsGzip The client did not ask for `identity`. */
export async function sendBroken(
  response: ServerResponse,
  answer: RestAnswer,
  { faults, acceptsGzip }: { faults: Fault[]; acceptsGzip: boolean },
): Promise<void> {
  if (faults.some(({ hangs }) => hangs)) return

  const badGzip = acceptsGzip ? pick(faults, 'badGzip') : undefined
  const body = badGzip === undefined ? Buffer.from(answer.body) : gzipOf(answer.body, badGzip)
  const length = body.length + (pick(faults, 'lengthOff') ?? 0)
  response.writeHead(answer.status, {
    ...answer.headers,
    'Content-Length': String(length),
    ...(badGzip === undefined ? {} : { 'Content-Encoding': 'gzip' }),
  })

  const resetAt = pick(faults, 'resetAt')
  if (resetAt !== undefined) {
    response.write(body.subarray(0, resetAt), () => response.destroy())
    return
  }
  const dripMs = pick(faults, 'dripMs')
  for (let at = 0; dripMs !== undefined && at < body.length && !response.destroyed; at++) {
    response.write(body.subarray(at, at + 1))
    await sleep(dripMs)
  }
  response.end(dripMs === undefined ? body : undefined)
  // A body shorter than announced ends with the connection, as with a crashed PHP worker.
  if (length > body.length) response.socket?.end()
}

function gzipOf(text: string, how: 'plain' | 'damaged'): Buffer {
  if (how === 'plain') return Buffer.from(text)
  const zipped = gzipSync(text)
  zipped.fill(0x55, Math.floor(zipped.length / 3), Math.floor(zipped.length / 2) + 4)
  return zipped
}

function pick<K extends keyof Fault>(faults: Fault[], name: K): Fault[K] | undefined {
  return faults.find((fault) => fault[name] !== undefined)?.[name]
}
