/** Requests as fast as they are answered, over kept connections, by a client so small that the server is the limit. */
import { connect, type Socket } from 'node:net'

export interface LoadOptions {
  url: string
  /** Sent in turn. */
  bodies: readonly string[]
  headers: Readonly<Record<string, string>>
  connections: number
  ms: number
  expected: string
}

export interface LoadResult {
  answers: number
  perSecond: number
  /** Of the last answer. */
  bytes: number
  /** Answers in whose first piece `expected` does not stand. */
  others: number
  p50Ms: number
  p99Ms: number
}

/** @throws when an answer is not a 200. */
export async function load({ url, bodies, headers, connections, ms, expected }: LoadOptions): Promise<LoadResult> {
  const { hostname, port } = new URL(url)
  const requests = bodies.map((body) => toRequest(body, headers))
  const until = performance.now() + ms
  const times: number[] = []
  let [turn, bytes, others] = [0, 0, 0]
  const startedAt = performance.now()
  const run = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const answers = readAnswers(socket, expected)
    while (performance.now() < until) {
      const sentAt = performance.now()
      socket.write(requests[turn++ % requests.length] ?? '')
      const { value } = await answers.next()
      if (value) bytes = value.bytes
      if (!value?.isExpected) others++
      times.push(performance.now() - sentAt)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, run))
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  const seconds = (performance.now() - startedAt) / 1000
  return { answers: times.length, perSecond: times.length / seconds, bytes, others, p50Ms: at(0.5), p99Ms: at(0.99) }
}

interface Read {
  bytes: number
  isExpected: boolean
}

function toRequest(body: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({ host: 'localhost', 'content-type': 'application/json', ...headers })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`POST /ask HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

/** Each answer, once all of it is there. */
async function* readAnswers(socket: Socket, expected: string): AsyncGenerator<Read, never> {
  let head: Buffer = Buffer.alloc(0)
  let missing = 0
  let read: Read = { bytes: 0, isExpected: false }
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    if (missing > 0) missing -= chunk.length
    else {
      head = head.length > 0 ? Buffer.concat([head, chunk]) : chunk
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) continue
      const text = head.toString('latin1', 0, end)
      if (!text.startsWith('HTTP/1.1 200')) throw new Error(text)
      read = { bytes: Number(/content-length: (\d+)/i.exec(text)?.[1]), isExpected: head.includes(expected) }
      missing = read.bytes - (head.length - end - 4)
      head = Buffer.alloc(0)
    }
    if (missing === 0) yield read
  }
  throw new Error('the server hung up')
}
