/** Requests to others, each counted, timed, and part of the trace that the other side can go on with. */
import { codeOf } from '../errors.ts'
import type { SyncMetrics, UpstreamService } from '../metrics/sync-metrics.ts'
import { inSpan, traceHeaders } from '../telemetry/spans.ts'
import type { HttpClient } from '../upstream/http.ts'

export type ObserveUpstream = SyncMetrics['observeUpstream']

export function watchHttp(client: HttpClient, service: UpstreamService, observe: ObserveUpstream): HttpClient {
  return {
    ...client,
    send: (request) =>
      exchange({ ...request, service, observe }, () =>
        client.send({ ...request, headers: { ...request.headers, ...traceHeaders() } }),
      ),
  }
}

/** For libraries that take a `fetch`. Timed until the status is there: a stream goes on as long as somebody reads it. */
export function watchFetch(fetch: typeof globalThis.fetch, service: UpstreamService, observe: ObserveUpstream) {
  const watched: typeof globalThis.fetch = (target, init = {}) => {
    const url = target instanceof Request ? target.url : String(target)
    const { method = 'GET', signal } = init
    return exchange({ url, method, signal, service, observe }, () => {
      const headers = new Headers(init.headers)
      for (const [name, value] of Object.entries(traceHeaders())) headers.set(name, value)
      return fetch(target, { ...init, headers })
    })
  }
  return watched
}

interface Exchange {
  url: string
  method?: string
  signal?: AbortSignal | null | undefined
  service: UpstreamService
  observe: ObserveUpstream
}

function exchange<T extends { status: number }>(
  { url, method = 'GET', signal, service, observe }: Exchange,
  send: () => Promise<T>,
): Promise<T> {
  const attributes = {
    'http.request.method': method,
    'server.address': URL.parse(url)?.hostname ?? '',
    'peer.service': service,
  }
  const startedAt = performance.now()
  const note = (outcome: string) => observe(service, outcome, performance.now() - startedAt)
  return inSpan(`${method} ${service}`, { kind: 'client', attributes }, async (describe) => {
    try {
      const response = await send()
      describe({ 'http.response.status_code': response.status })
      note(String(response.status))
      return response
    } catch (error) {
      note(signal?.aborted ? 'aborted' : outcomeOf(error))
      throw error
    }
  })
}

/** `dns`, `connect`, `tls`, `reset`, `decode`, `address`, or the kind: `timeout`, `too_large`. */
function outcomeOf(error: unknown): string {
  if (codeOf(error)) return codeOf(error)
  return typeof error === 'object' && error !== null && 'kind' in error ? String(error.kind) : 'error'
}
