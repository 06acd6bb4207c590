/**
 * /metrics and /livez on a port of their own, without a key: for `worker`, which answers nothing else, and for
 * scrapers inside a network that nobody else is in.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError, codeOf } from '../errors.ts'
import type { HttpParts } from './parts.ts'

export interface MetricsServer {
  port: number
  close(): Promise<void>
}

/** A scraper asks once in many seconds and sends nothing. */
const TIMEOUTS = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 }

/** @throws AppError `invalid_config` when the address cannot be listened on. */
export async function startMetricsServer(
  { host, port }: { host: string; port: number },
  readMetrics: NonNullable<HttpParts['readMetrics']>,
): Promise<MetricsServer> {
  const server = createServer(TIMEOUTS, (request, response) => {
    answer(request, response, readMetrics).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(`${host}:${port}`, error)))
    server.listen(port, host, resolve)
  })
  return {
    // A TCP server that listens has an address with a port.
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  readMetrics: NonNullable<HttpParts['readMetrics']>,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]
  if (request.method !== 'GET') response.writeHead(405, { allow: 'GET' }).end()
  else if (path === '/livez') response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
  else if (path === '/metrics') {
    const { contentType, text } = await readMetrics()
    response.writeHead(200, { 'content-type': contentType, 'x-content-type-options': 'nosniff' }).end(text)
  } else response.writeHead(404).end()
}

function cannotListen(address: string, error: Error): AppError {
  const reason = codeOf(error) === 'EADDRINUSE' ? 'it is in use by another program' : `the system says ${codeOf(error)}`
  const message = `Cannot listen on ${address} for metrics: ${reason}. Set METRICS_PORT to another one.`
  return new AppError('invalid_config', message, { cause: error, code: 'listen' })
}
