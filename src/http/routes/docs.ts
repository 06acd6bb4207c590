/** GET /openapi.json: the routes there are. GET /docs is a page over it (routes/page.ts). */
import type { FastifyInstance, RouteOptions } from 'fastify'
import { refuseOtherMethods } from '../methods.ts'
import { describeApi, type KnownRoute } from '../openapi/document.ts'

/**
 * Those of the service itself: not HEAD, which comes with GET, nor the files of the page, nor refusals of other methods.
 *
 * @returns What to ask once all of them are there: until then their settings may still change.
 */
export function noteRoutes(app: FastifyInstance): () => KnownRoute[] {
  const all: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    all.push(route)
  })
  return () => {
    const own = all.filter(({ url, config }) => config?.isRefusal !== true && !url.startsWith('/assets/'))
    return own.flatMap(({ method, url, config }) =>
      [method]
        .flat()
        .filter((one) => one !== 'HEAD')
        .map((one) => ({ method: one, url, access: config?.access ?? 'admin' })),
    )
  }
}

export function addOpenApiRoute(app: FastifyInstance, listRoutes: () => KnownRoute[]): void {
  let document: Record<string, unknown> | null = null
  app.get('/openapi.json', { config: { access: 'open' } }, async () => {
    document ??= describeApi(listRoutes())
    return document
  })
  refuseOtherMethods(app, '/openapi.json', 'GET')
}
