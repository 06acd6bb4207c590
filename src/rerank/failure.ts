/** What a status other than 200 of a reranking server means, in words for the operator. Pure. */
import { AppError } from '../errors.ts'
import { scrub } from '../scrub.ts'
import type { HttpResponse } from '../upstream/http.ts'
import type { RerankRequest, Shape } from './shapes.ts'

/** Long enough for a sentence, too short for a page of HTML. */
const MAX_MESSAGE = 200

/** About what was sent, and so perhaps about its shape. */
export function isRefusal({ status }: HttpResponse): boolean {
  return status === 400 || status === 422
}

export interface Refusal {
  shape: Shape
  response: HttpResponse
}

/** @param refusals By each shape that was tried. */
export function readRefusals(name: string, request: RerankRequest, refusals: readonly Refusal[]): AppError {
  const told = refusals.map(({ shape, response }) => `with "${shape.name}" ${quote(response, request)}`)
  const message = `${name} refuses what it is sent (${told.join('; ')}). Check RERANK_URL and RERANK_MODEL.`
  return new AppError('upstream', message, { code: 'refused' })
}

export function readFailure(name: string, request: RerankRequest, response: HttpResponse): AppError {
  const { status } = response
  if (status === 401 || status === 403) {
    // The server's words may repeat part of the key.
    return new AppError('upstream', `${name} refuses the key (${status}): check RERANK_API_KEY.`, {
      code: 'unauthorized',
    })
  }
  const said = quote(response, request)
  if (status === 404 || status === 405) {
    const message = `${name} is not there (${said}): RERANK_URL is the whole address, such as http://host:8080/rerank.`
    return new AppError('upstream', message, { code: 'not_found' })
  }
  return new AppError('unavailable', `${name} failed (${said}).`, { code: 'server_error', retryable: status >= 429 })
}

/** A server that repeats what it was sent must not bring it into logs and reports. */
function quote({ status, body }: HttpResponse, { question, texts }: RerankRequest): string {
  const words = body.toString('utf8').replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE)
  return `${status}: ${scrub(words, [question, ...texts])}`
}
