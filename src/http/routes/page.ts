/** GET / and GET /docs, and what the pages are made of: web/, and the few facts it needs before anybody has given a key. */
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'

const WEB_FOLDER = new URL('../../../web/', import.meta.url)

/** Everything from here, nothing inline: text that should get into the page as markup would still not run. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function addPageRoutes(app: FastifyInstance, parts: Pick<HttpParts, 'keys' | 'suggestions'>): void {
  app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' }
    })
    pages.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', PAGE_POLICY)
    })
    // `wildcard: false`: a route for each file there is, and none for a path that would climb out of the folder.
    // `no-cache` asks before it uses a copy: after an upgrade nobody has the old script with the new page.
    await pages.register(fastifyStatic, {
      root: WEB_FOLDER,
      prefix: '/assets/',
      index: false,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply) => reply.header('cache-control', 'no-cache'),
    })
    pages.get('/', (_request, reply) => reply.sendFile('index.html'))
    pages.get('/docs', (_request, reply) => reply.sendFile('docs.html'))
    pages.get('/page.json', async () => ({
      key_required: !(await parts.keys.isOpen()),
      suggestions: parts.suggestions,
    }))
  })
  for (const url of ['/', '/docs', '/page.json']) refuseOtherMethods(app, url, 'GET')
}
