/** Answers one `POST /v1/embeddings`, and writes it into the log. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type EmbeddingSettings,
  embeddingRequestSchema,
  embedEntries,
  findRefusal,
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

interface Exchange {
  body: string
  response: ServerResponse
  fault: Fault | null
  requests: LoggedRequest[]
  settings: EmbeddingSettings
}

export function serveEmbeddings(
  request: IncomingMessage,
  { body, response, fault, requests, settings }: Exchange,
): void {
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
