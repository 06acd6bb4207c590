/**
 * The sample site on a port of its own: REST through rest.ts, pages through pages.ts, pictures through placeholder.ts.
 * It stands in for somebody's WordPress, so it knows nothing of what reads it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { renderFrontPage, renderNotFound, renderPost } from './pages.ts'
import { drawPlaceholder } from './placeholder.ts'
import { answerRest, apiLink } from './rest.ts'
import { permalinkOf } from './rest-shapes.ts'
import type { SampleSite } from './site.ts'

export interface SampleServer {
  /** Address of the front page, without a trailing slash. */
  url: string
  /** Ends open connections too. */
  close(): Promise<void>
}

interface SampleAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * Listens on 127.0.0.1 only.
 *
 * @param options.port 0, the default, takes a free one.
 * @throws the system's error (`EADDRINUSE`) when the port is taken.
 */
export async function openSampleServer(site: SampleSite, options: { port?: number } = {}): Promise<SampleServer> {
  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an AddressInfo; the other types are for pipes and closed ones.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', (request, response) => send(request, response, answerSafely(site, request, origin)))
  return {
    url: origin,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function send(request: IncomingMessage, response: ServerResponse, answer: SampleAnswer): void {
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

/** An address that cannot be read must not end the process that the demo runs in; WordPress says this sentence too. */
function answerSafely(site: SampleSite, request: IncomingMessage, origin: string): SampleAnswer {
  try {
    return answer(site, request, origin)
  } catch {
    return page(500, 'There has been a critical error on this website.', origin)
  }
}

function answer(site: SampleSite, request: IncomingMessage, origin: string): SampleAnswer {
  const { method = 'GET', url: address = '/', headers } = request
  const rest = answerRest(site, { method, url: address, headers, origin })
  if (rest) return rest
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, headers: { Allow: 'GET, HEAD' }, body: '' }
  }

  const url = new URL(address, origin)
  const picture = drawPlaceholder(url.pathname)
  if (picture) return { status: 200, headers: { 'Content-Type': 'image/svg+xml', ...CACHED }, body: picture }
  return answerPage(site, url, origin)
}

function answerPage(site: SampleSite, url: URL, origin: string): SampleAnswer {
  // The short address `/?p=201` and a permalink without its slash lead to the permalink, as WordPress does it.
  const id = Number(url.pathname === '/' ? url.searchParams.get('p') : null)
  const slug = decodeURIComponent(url.pathname).replace(/^\/|\/$/g, '')
  if (slug === '' && !(id > 0)) return page(200, renderFrontPage(site, origin), origin)

  const post = site.posts.find((one) => one.status === 'publish' && (id > 0 ? one.id === id : one.slug === slug))
  if (!post) return page(404, renderNotFound(site, origin), origin)
  const permalink = permalinkOf(origin, post)
  if (`${origin}${url.pathname}` !== permalink) return { status: 301, headers: { Location: permalink }, body: '' }
  return page(200, renderPost(site, post, origin), origin)
}

const CACHED = { 'Cache-Control': 'max-age=3600' }

// The content has forms, frames and a hidden injection in it, as real content has: nothing of that may act.
const POLICY =
  "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"

function page(status: number, body: string, origin: string): SampleAnswer {
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=UTF-8',
      Link: apiLink(origin),
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
    },
    body,
  }
}
