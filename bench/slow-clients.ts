/**
 * Clients that send a byte now and then, and what the others notice: when each is hung up on, and how long a probe takes
 * beside them.
 *
 *     node bench/slow-clients.ts [--clients 1000]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startService } from './service.ts'

const { values } = parseArgs({ options: { clients: { type: 'string', default: '1000' } } })
const clients = Number(values.clients)
const folder = await mkdtemp(join(tmpdir(), 'askpress-slow-'))
const service = await startService({ DATA_DIR: folder })
const port = Number(new URL(service.url).port)
try {
  const alone = await probe(3_000)
  const started = [...Array(clients).keys()].flatMap(() => [slowHeaders(), slowBody()])
  const beside = await probe(8_000)
  const ends = (await Promise.all(started)).sort((a, b) => a - b)
  const last = ends.at(-1) ?? 0
  console.log(`${ends.length} slow clients: the last was hung up on after ${(last / 1000).toFixed(1)} s (limit 15)`)
  console.log(`probe p95 alone ${alone.toFixed(1)} ms, beside them ${beside.toFixed(1)} ms`)
  process.exitCode = last <= 15_000 ? 0 : 1
} finally {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
}

function slowHeaders(): Promise<number> {
  return drip('POST /search HTTP/1.1\r\nHost: localhost\r\n', 'X-Slow: y\r\n')
}

function slowBody(): Promise<number> {
  const head =
    'POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{'
  return drip(head, ' ')
}

/** @returns Milliseconds until the other side has hung up. */
function drip(start: string, more: string): Promise<number> {
  const startedAt = performance.now()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(start)
  const timer = setInterval(() => socket.write(more), 1_000)
  socket.resume()
  return new Promise((resolve) => {
    socket.on('close', () => {
      clearInterval(timer)
      resolve(performance.now() - startedAt)
    })
  })
}

/** @returns p95 in ms of probes one after the other. */
async function probe(ms: number): Promise<number> {
  const times: number[] = []
  const endAt = performance.now() + ms
  while (performance.now() < endAt) {
    const startedAt = performance.now()
    await (await fetch(`${service.url}/livez`)).text()
    times.push(performance.now() - startedAt)
    await sleep(5)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
}
