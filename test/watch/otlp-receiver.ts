/** A collector on loopback: takes spans by OTLP over HTTP, as JSON, and keeps them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  status: { code?: number }
  attributes: Record<string, unknown>
}

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string
  spans: ReceivedSpan[]
  /** Attributes of who sent them. */
  resources: Record<string, unknown>[]
  /** Every body as it came. */
  bodies: string[]
  paths: string[]
  /** Answered to everything. Default 200. */
  status: number
  close(): Promise<void>
}

interface OtlpAttribute {
  key: string
  value: { stringValue?: string; intValue?: number | string; boolValue?: boolean; doubleValue?: number }
}

interface OtlpBody {
  resourceSpans: {
    resource: { attributes: OtlpAttribute[] }
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes'> & { attributes: OtlpAttribute[] })[] }[]
  }[]
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received = { spans: [] as ReceivedSpan[], resources: [] as OtlpReceiver['resources'] }
  const [bodies, paths]: string[][] = [[], []]
  const state = { status: 200 }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    bodies?.push(body)
    paths?.push(request.url ?? '')
    // The shape is the specification's; a test that reads it wrongly fails.
    for (const { resource, scopeSpans } of (JSON.parse(body) as OtlpBody).resourceSpans) {
      received.resources.push(plain(resource.attributes))
      for (const { spans } of scopeSpans) {
        received.spans.push(...spans.map((span) => ({ ...span, attributes: plain(span.attributes) })))
      }
    }
    response.writeHead(state.status, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    ...received,
    bodies: bodies ?? [],
    paths: paths ?? [],
    // A TCP server that listens has an address with a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

function plain(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
