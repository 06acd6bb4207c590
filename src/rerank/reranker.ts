/**
 * Asks a server how well each text answers a question. Learns which of the two common shapes the server takes, keeps to
 * one deadline whatever that costs, and leaves a server that fails alone for a while.
 */
import { AppError } from '../errors.ts'
import { createBreaker } from '../upstream/breaker.ts'
import type { HttpClient, HttpResponse } from '../upstream/http.ts'
import { isRefusal, type Refusal, readFailure, readRefusals } from './failure.ts'
import { readScores } from './read-scores.ts'
import { type RerankRequest, SHAPES, type Shape } from './shapes.ts'

export interface RerankServer {
  http: HttpClient
  /** Taken as it is. */
  url: string
  /** Null for a server that has but one. */
  model: string | null
  apiKey: string | null
  /** In all, the learning of the shape included. Default 800: a person waits for it. */
  deadlineMs?: number
  now?: () => number
}

export interface Reranker {
  /** Model and server, for messages. */
  readonly name: string
  /** Whether it is left alone just now. */
  isAway(): boolean
  /**
   * @returns One score for each text, in the order of the texts; higher is better, on whatever scale the model has.
   * @throws AppError `unavailable` (at once with code `reranker_paused`), `timeout`, `upstream` or `too_large`; the
   *   reason of the signal.
   */
  score(question: string, texts: readonly string[], signal?: AbortSignal): Promise<number[]>
}

/** Of a search. */
export const DEADLINE_MS = 800
/** A dead server costs so many questions their deadline, and then one in each half minute. */
const FAILURES = 3
const PAUSE_MS = 30_000

export function openReranker(server: RerankServer): Reranker {
  const { now = () => performance.now(), deadlineMs = DEADLINE_MS } = server
  const breaker = createBreaker({ failures: FAILURES, pauseMs: PAUSE_MS, now })
  const host = URL.parse(server.url)?.host ?? server.url
  const name = server.model === null ? `the reranker at ${host}` : `${server.model} at ${host}`
  let known: Shape | null = null

  const ask = async (request: RerankRequest, send: Send): Promise<number[]> => {
    const refusals: Refusal[] = []
    for (const shape of known ? [known] : SHAPES) {
      const batches = inBatches(request, shape.maxTexts)
      const responses = await Promise.all(batches.map((batch) => send(shape.toBody(batch))))
      const refused = responses.find(isRefusal)
      if (refused) {
        refusals.push({ shape, response: refused })
        continue
      }
      const scores = responses.flatMap((response, index) => {
        if (response.status !== 200) throw readFailure(name, request, response)
        return readScores(response.body, { name, count: batches[index]?.texts.length ?? 0 })
      })
      known = shape
      return scores
    }
    // Another server may stand there now: the next question tries both again.
    known = null
    throw readRefusals(name, request, refusals)
  }

  return {
    name,
    isAway: breaker.isOpen,
    async score(question, texts, signal) {
      if (!breaker.mayTry()) {
        throw new AppError('unavailable', `${name} is left alone after it failed.`, { code: 'reranker_paused' })
      }
      const endsAt = performance.now() + deadlineMs
      try {
        const request = toRequest(server.model, question, texts)
        const scores = await ask(request, (body) => post(server, { body, signal, ms: endsAt - performance.now() }))
        breaker.succeeded()
        return scores
      } catch (error) {
        // One who leaves says nothing about the server.
        if (!signal?.aborted) breaker.failed()
        throw error
      }
    },
  }
}

type Send = (body: Record<string, unknown>) => Promise<HttpResponse>

/** A lone surrogate is no Unicode: strict servers answer 400 to all of it. */
function toRequest(model: string | null, question: string, texts: readonly string[]): RerankRequest {
  return { model, question: question.toWellFormed(), texts: texts.map((text) => text.toWellFormed()) }
}

/** As few as may be, each about as long as the others, for they are under way at the same time. */
function inBatches(request: RerankRequest, maxTexts: number): RerankRequest[] {
  const { texts } = request
  const size = Math.ceil(texts.length / Math.ceil(texts.length / maxTexts))
  const starts = Array.from({ length: Math.ceil(texts.length / size) }, (_, batch) => batch * size)
  return starts.map((start) => ({ ...request, texts: texts.slice(start, start + size) }))
}

const MAX_BYTES_BESIDE = 256 * 1024

function post(
  { http, url, apiKey }: RerankServer,
  { body, signal, ms }: { body: Record<string, unknown>; signal: AbortSignal | undefined; ms: number },
): Promise<HttpResponse> {
  const printed = JSON.stringify(body)
  return http.send({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }) },
    body: printed,
    timeoutMs: Math.max(1, Math.round(ms)),
    // Jina sends the texts back, and JSON may write a character in six.
    maxBytes: MAX_BYTES_BESIDE + 6 * printed.length,
    signal,
  })
}
