/**
 * A server that speaks OpenAI's HTTP interface on loopback, well or badly as the test wishes, and keeps a log.
 *
 * Real sockets, so that resets, hangs and headers are what a client would meet. Each thing it speaks has a file of its own.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type EmbeddingSettings,
  embeddingRequestSchema,
  embedEntries,
  findRefusal,
  openAiSettings,
  printEntries,
} from './embeddings.ts'
import { dataFaults, type Fault, sendError, transportFaults } from './faults.ts'

export interface LoggedRequest {
  path: string
  authorization: string | undefined
  model: string
  /** Texts to embed. */
  texts: string[]
  dimensions: number | undefined
  encodingFormat: string | undefined
  /** Null when it was served well. */
  fault: Fault | 'refused' | null
}

export interface FakeOpenAi {
  /** `http://127.0.0.1:PORT/v1` */
  baseUrl: string
  /** Everything that was asked, oldest first. Empty it to count from there. */
  requests: LoggedRequest[]
  /** What the server is like; change it at any time. */
  settings: EmbeddingSettings
  /** The next requests meet these faults, one each; then all is well again. */
  fail(...faults: Fault[]): void
  /** Every request meets this fault, until it is called with null. */
  failAlways(fault: Fault | null): void
  close(): Promise<void>
}

export async function startFakeOpenAi(settings: Partial<EmbeddingSettings> = {}): Promise<FakeOpenAi> {
  const queue: Fault[] = []
  let constant: Fault | null = null
  const requests: LoggedRequest[] = []
  const fake = { requests, settings: { ...openAiSettings, ...settings } }
  const server = createServer(async (request, response) => {
    const body = await readBody(request)
    if (fake.settings.latencyMs > 0) await sleep(fake.settings.latencyMs)
    if (request.method === 'POST' && request.url === '/v1/embeddings') {
      serveEmbeddings(request, { body, response, fault: queue.shift() ?? constant, ...fake })
    } else {
      const message = `Invalid URL (${request.method} ${request.url})`
      sendError(response, 404, { message, type: 'invalid_request_error', code: null, param: null })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    ...fake,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    fail: (...faults) => queue.push(...faults),
    failAlways: (fault) => {
      constant = fault
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Those that hang would be waited for.
        server.closeAllConnections()
      }),
  }
}

interface Exchange {
  body: string
  response: ServerResponse
  fault: Fault | null
  requests: LoggedRequest[]
  settings: EmbeddingSettings
}

function serveEmbeddings(request: IncomingMessage, { body, response, fault, requests, settings }: Exchange): void {
  const wanted = embeddingRequestSchema.parse(JSON.parse(body))
  const refusal = fault === null ? findRefusal(wanted, settings) : null
  requests.push({
    path: request.url ?? '',
    authorization: request.headers.authorization,
    model: wanted.model,
    texts: wanted.input,
    dimensions: wanted.dimensions,
    encodingFormat: wanted.encoding_format,
    fault: refusal ? 'refused' : fault,
  })
  const entries = embedEntries(wanted)
  const spoiled = fault !== null && isDataFault(fault) ? dataFaults[fault](entries) : entries
  const answer = printEntries(spoiled, wanted, settings)
  if (refusal) sendError(response, refusal.status, refusal)
  else if (fault !== null && !isDataFault(fault)) transportFaults[fault](response, answer)
  else response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
}

function isDataFault(fault: Fault): fault is keyof typeof dataFaults {
  return fault in dataFaults
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
