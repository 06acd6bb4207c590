/** POST /search: the passages that fit a question. */
import type { FastifyInstance } from 'fastify'
import { searchJson } from '../../present.ts'
import { callerOf, sitesOf } from '../auth.ts'
import type { InFlight } from '../in-flight.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'
import { isPublic, MAX_PUBLIC_RESULTS } from '../public-view.ts'
import { parseSearchBody } from '../questions.ts'

export function addSearchRoute(app: FastifyInstance, search: HttpParts['search'], inFlight: InFlight): void {
  app.post('/search', { config: { access: 'search' } }, async (request, reply) => {
    const { request: searchRequest, isExplained } = parseSearchBody(request.body)
    request.noteQuestion(searchRequest.question)
    const limit = isPublic(request) ? Math.min(searchRequest.limit, MAX_PUBLIC_RESULTS) : searchRequest.limit
    const scoped = { ...searchRequest, limit, ...sitesOf(request), ...callerOf(request) }
    const result = await search(scoped, inFlight.signalFor(reply))
    Object.assign(request.facts, { mode: result.mode, hits: result.hits.length, degraded: result.isDegraded })
    return searchJson(result, isExplained)
  })
  refuseOtherMethods(app, '/search', 'POST')
}
