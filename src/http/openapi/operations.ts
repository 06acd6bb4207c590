/** What is told of each route in /openapi.json. A route without a line here fails the tests; a line without a route is left out. */
import type { z } from 'zod'
import { ingestBody, webhookBody } from '../ingest-bodies.ts'
import { askBody, searchBody } from '../questions.ts'
import * as answers from './answers.ts'

/** By their names in the document. */
export const schemas = {
  SearchRequest: searchBody,
  SearchAnswer: answers.searchAnswer,
  AskRequest: askBody,
  Answer: answers.answer,
  IngestRequest: ingestBody,
  WebhookMessage: webhookBody,
  IngestAnswer: answers.ingestAnswer,
  Status: answers.statusAnswer,
  Health: answers.health,
  Alive: answers.alive,
  PageFacts: answers.pageFacts,
  Problem: answers.problem,
} satisfies Record<string, z.ZodType>

export type SchemaName = keyof typeof schemas

export interface Operation {
  summary: string
  description?: string
  body?: SchemaName[]
  parameters?: { name: string; description: string }[]
  /** By status: JSON of a schema, or a type of text. Everything else is a Problem. */
  answers: Record<number, (SchemaName | `text/${string}` | 'application/json')[]>
}

const STREAM =
  'With "stream": true or Accept: text/event-stream the answer comes as server-sent events: sources, delta, citation, done; ' +
  'or error, when it breaks off half-way.'

export const operations: Record<string, Operation> = {
  'POST /search': {
    summary: 'Passages that fit a question',
    body: ['SearchRequest'],
    answers: { 200: ['SearchAnswer'] },
  },
  'POST /ask': {
    summary: 'An answer with its sources',
    description: STREAM,
    body: ['AskRequest'],
    answers: { 200: ['Answer', 'text/event-stream'] },
  },
  'POST /ingest': {
    summary: 'Has posts fetched from their site now',
    description: 'Under a key, or as a message signed by the rules of Standard Webhooks. 200: there was nothing to do.',
    body: ['IngestRequest', 'WebhookMessage'],
    answers: { 200: ['IngestAnswer'], 202: ['IngestAnswer'] },
  },
  'GET /status': {
    summary: 'What is indexed, per site; or why single posts are found or not',
    parameters: [{ name: 'post', description: 'The number of a post; may be given several times.' }],
    answers: { 200: ['Status'] },
  },
  'GET /health': {
    summary: 'How the service and what it needs are doing',
    description: 'A key shows more. 503 when the status is down.',
    answers: { 200: ['Health'], 503: ['Health'] },
  },
  'GET /livez': { summary: 'Whether the process can answer at all', answers: { 200: ['Alive'] } },
  'GET /readyz': { summary: 'Whether the index may be served', answers: { 200: ['Alive'] } },
  'GET /metrics': { summary: 'Figures for Prometheus', answers: { 200: ['text/plain'] } },
  'GET /openapi.json': { summary: 'This description', answers: { 200: ['application/json'] } },
  'GET /docs': { summary: 'This description as a page', answers: { 200: ['text/html'] } },
  'GET /': { summary: 'The page where people ask and search', answers: { 200: ['text/html'] } },
  'GET /page.json': { summary: 'What that page needs to know before it has a key', answers: { 200: ['PageFacts'] } },
}
