/**
 * A reranking server on loopback that speaks the shapes of the real ones, well or badly as the test wishes, and keeps a
 * log. It scores by whatever function it is given.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { spoil } from './faults.ts'

/** `cohere`: Jina, vLLM and llama.cpp too. `tei`: text-embeddings-inference. */
export type Dialect = 'cohere' | 'tei'

export type Fault =
  | { kind: 'hang' }
  | { kind: 'slow'; ms: number }
  | { kind: 'status'; status: number; body?: string }
  | { kind: 'html' | 'short' | 'nan' | 'infinite' | 'null' | 'beyond' | 'twice' | 'empty' | 'huge' | 'not a list' }

export type Score = (question: string, text: string) => number

export interface FakeReranker {
  /** `http://127.0.0.1:PORT/rerank` */
  url: string
  /** Bodies as they came, oldest first, with the key that came along. */
  requests: { body: Body; authorization: string | undefined }[]
  settings: { dialect: Dialect; score: Score; fault: Fault | null }
  close(): Promise<void>
}

interface Body {
  model?: string
  query?: string
  documents?: string[]
  texts?: string[]
  truncate?: boolean
}

/** Of text-embeddings-inference, unless started with another --max-client-batch-size. */
const TEI_BATCH = 32

export async function startFakeReranker(settings: Partial<FakeReranker['settings']> = {}): Promise<FakeReranker> {
  const fake: Pick<FakeReranker, 'requests' | 'settings'> = {
    requests: [],
    settings: { dialect: 'cohere', score: () => 0, fault: null, ...settings },
  }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    if (request.url !== '/rerank') return void response.writeHead(404).end('not found')
    const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Body
    fake.requests.push({ body, authorization: request.headers.authorization })
    const { fault } = fake.settings
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'status') return void response.writeHead(fault.status).end(fault.body ?? 'out of order')
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    answer(body, response, fake.settings)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    ...fake,
    url: `http://127.0.0.1:${port}/rerank`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Those that hang would be waited for.
        server.closeAllConnections()
      }),
  }
}

/** Both sort by score, best first, so that nobody can take the order of the answer for that of the texts. */
function answer(body: Body, response: ServerResponse, { dialect, score, fault }: FakeReranker['settings']): void {
  const texts = dialect === 'cohere' ? body.documents : body.texts
  if (!texts || body.query === undefined) {
    // What axum and pydantic say of a field that is missing.
    const field = dialect === 'cohere' ? 'documents' : 'texts'
    return void response.writeHead(422).end(`Failed to deserialize the JSON body: missing field \`${field}\``)
  }
  if (dialect === 'tei' && texts.length > TEI_BATCH) {
    const error = `batch size ${texts.length} > maximum allowed batch size ${TEI_BATCH}`
    return void response.writeHead(422).end(JSON.stringify({ error, error_type: 'Validation' }))
  }
  const rows = texts
    .map((text, index) => ({ index, score: score(body.query ?? '', text) }))
    .sort((a, b) => b.score - a.score)
  const named = dialect === 'tei' ? rows : rows.map(({ index, score }) => ({ index, relevance_score: score }))
  const printed = JSON.stringify(dialect === 'tei' ? named : { id: 'a', results: named, meta: {} })
  response.setHeader('content-type', 'application/json')
  response.end(fault ? spoil(printed, fault.kind) : printed)
}
