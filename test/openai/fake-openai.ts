/**
 * A server that speaks OpenAI's HTTP interface on loopback, well or badly as the test wishes, and keeps a log.
 *
 * Real sockets, so that resets, hangs and headers are what a client would meet. Each thing it speaks has a file of its own:
 * embeddings, and writing by chat completions or by the Responses API. Each of the two has faults and a log of its own.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddingSettings, openAiSettings } from './embeddings.ts'
import { createFaultQueue } from './fault-queue.ts'
import { type Fault, sendError } from './faults.ts'
import { type LoggedRequest, serveEmbeddings } from './serve-embeddings.ts'
import { serveWriting } from './serve-writing.ts'
import { createWriting, type Writing } from './writing.ts'

export interface FakeOpenAi {
  /** `http://127.0.0.1:PORT/v1` */
  baseUrl: string
  /** All that was to be embedded, oldest first. Empty it to count from there. */
  requests: LoggedRequest[]
  /** What the server is like to those who embed; change it at any time. */
  settings: EmbeddingSettings
  /** The next requests to embed meet these faults, one each; then all is well again. */
  fail(...faults: Fault[]): void
  /** Every request to embed meets this fault, until it is called with null. */
  failAlways(fault: Fault | null): void
  /** The same for the model that writes. */
  writing: Writing
  close(): Promise<void>
}

export async function startFakeOpenAi(settings: Partial<EmbeddingSettings> = {}): Promise<FakeOpenAi> {
  const faults = createFaultQueue<Fault>()
  const requests: LoggedRequest[] = []
  const fake = { requests, settings: { ...openAiSettings, ...settings } }
  const writing = createWriting()
  const server = createServer(async (request, response) => {
    const body = await readBody(request)
    const route = `${request.method} ${request.url}`
    if (route === 'POST /v1/embeddings') {
      if (fake.settings.latencyMs > 0) await sleep(fake.settings.latencyMs)
      serveEmbeddings(request, { body, response, fault: faults.next(), ...fake })
    } else if (!(await serveWriting(route, { body, request, response, writing }))) {
      const message = `Invalid URL (${route})`
      sendError(response, 404, { message, type: 'invalid_request_error', code: null, param: null })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    ...fake,
    writing,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    fail: faults.fail,
    failAlways: faults.failAlways,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Those that hang would be waited for.
        server.closeAllConnections()
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
