/** GET /status: the ledger of every site, and for administrators what was spent today; with `?post=42` why one post is found, or why not. */
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import { postStatusJson, statusJson } from '../../present.ts'
import { isAdmin, sitesOf } from '../auth.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'

export function addStatusRoute(
  app: FastifyInstance,
  parts: Pick<HttpParts, 'status' | 'spending' | 'explainPosts'>,
): void {
  app.get('/status', { config: { access: 'known' } }, async (request) => {
    const { post } = request.query as { post?: string | string[] }
    const { siteIds } = sitesOf(request)
    if (post === undefined) {
      const [sites, spending] = await Promise.all([
        parts.status(siteIds),
        isAdmin(request) ? parts.spending() : Promise.resolve(null),
      ])
      return statusJson(sites, spending)
    }
    return postStatusJson(await parts.explainPosts([post].flat().map(readId), siteIds))
  })
  refuseOtherMethods(app, '/status', 'GET')
}

function readId(text: string): number {
  const id = Number(text)
  if (Number.isSafeInteger(id) && id > 0) return id
  throw new AppError('invalid_input', 'post must be the number of a post, such as post=42.')
}
