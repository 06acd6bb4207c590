/** Puts events onto the wire: in pieces as small as wanted, as slowly as wanted, until the other side has gone. */
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from './api.ts'
import type { WritingSettings } from './writing.ts'
import type { Break } from './writing-faults.ts'

export async function sendStream(
  response: ServerResponse,
  events: Iterable<Event | Break>,
  { gapMs, bytesPerWrite }: WritingSettings,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()
  for (const event of events) {
    if (event === 'hang') return
    if (event === 'reset') return void response.socket?.resetAndDestroy()
    if (gapMs > 0 && event.hasText) await sleep(gapMs)
    for (const piece of cut(event.block, bytesPerWrite)) if (!(await write(response, piece))) return
  }
  response.end()
}

function* cut(block: string, length: number): Generator<Buffer> {
  const bytes = Buffer.from(block)
  for (let start = 0; start < bytes.length; start += length || bytes.length) {
    yield bytes.subarray(start, start + (length || bytes.length))
  }
}

/** @returns false when nobody reads any more. */
async function write(response: ServerResponse, piece: Buffer): Promise<boolean> {
  if (response.destroyed) return false
  // The callback comes when the bytes are with the system: then others get their turn, in an endless stream as well.
  await new Promise<void>((resolve) => response.write(piece, () => setImmediate(resolve)))
  return !response.destroyed
}
