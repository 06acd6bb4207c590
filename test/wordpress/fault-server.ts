/**
 * A WordPress site on loopback that can be broken in every way sites were seen to break.
 *
 * The site is the honest one of src/sample/rest.ts and may be changed while it runs. `quirks` and `access` are its lasting ways,
 * faults come and go. Every request is logged.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RestAnswer } from '../../src/sample/rest.ts'
import type { SampleSite } from '../../src/sample/site.ts'
import { type Access, answerAccess, openToAll } from './accounts.ts'
import { damage, delayOf, type Fault, type LoggedRequest, openFaultBox } from './faults.ts'
import { aSite } from './make-site.ts'
import { answerPage, hostedAnswer } from './pages.ts'
import { answerQuirky, plainSite, type Quirks } from './quirks.ts'
import { sendBroken } from './send.ts'

export interface FaultServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Front page, sub-directory included, without a trailing slash. */
  readonly url: string
  /** For openWordpress. */
  readonly apiRoot: string
  readonly site: SampleSite
  readonly quirks: Quirks
  readonly access: Access
  /** In the order they came. */
  readonly requests: LoggedRequest[]
  fault(fault: Fault): void
  /** Takes all faults back; quirks stay. */
  heal(): void
  close(): Promise<void>
}

export interface FaultServerOptions {
  site?: SampleSite
  quirks?: Partial<Quirks>
  access?: Partial<Access>
}

export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const site = options.site ?? aSite()
  const quirks: Quirks = { ...plainSite, ...options.quirks }
  const access: Access = { ...openToAll, ...options.access }
  const box = openFaultBox()
  const requests: LoggedRequest[] = []

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address object, not a pipe name.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = origin + quirks.path

  return {
    origin,
    url,
    apiRoot: quirks.permalinks === 'plain' ? `${url}/index.php?rest_route=/` : `${url}/${quirks.restPrefix}/`,
    site,
    quirks,
    access,
    requests,
    fault: box.add,
    heal: box.clear,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const logged = logOf(request)
    requests.push(logged)
    const faults = box.take(logged)
    for (const { run } of faults) run?.()
    const answer = answerOf(logged)
    if (answer === 'hang') return
    await sleep(delayOf(faults, logged))
    const acceptsGzip = /gzip/.test(String(logged.headers['accept-encoding'] ?? ''))
    await sendBroken(response, faults.reduce(damage, answer), { faults, acceptsGzip })
  }

  function answerOf(request: LoggedRequest): RestAnswer | 'hang' {
    const hosted = hostedAnswer(site, request.url)
    if (typeof hosted === 'object' && hosted !== null) return hosted
    const asked = hosted ?? request.url
    if (!asked.startsWith(quirks.path)) return { status: 404, headers: {}, body: 'Not Found' }
    const below = asked.slice(quirks.path.length) || '/'
    const front = originOf(request, origin) + quirks.path
    const isRest = request.query.has('rest_route') || below.includes(`/${quirks.restPrefix}`)
    const authorization = request.headers['authorization']
    const refused = isRest ? answerAccess(access, below, authorization?.toString()) : null
    const rest = refused ?? answerQuirky(site, quirks, { method: request.method, url: below, origin: front })
    return rest ?? answerPage(site, quirks, { path: new URL(below, origin).pathname, origin: front })
  }
}

function logOf(request: IncomingMessage): LoggedRequest {
  const url = request.url ?? '/'
  const { pathname, searchParams } = new URL(url, 'http://x.invalid')
  return { method: request.method ?? 'GET', url, path: pathname, query: searchParams, headers: request.headers }
}

/** Behind host-map.ts the site goes by another name than its loopback address. */
function originOf(request: LoggedRequest, fallback: string): string {
  return request.headers['x-test-origin']?.toString() ?? fallback
}
