/**
 * Puts the HTTP service together: limits, hooks and routes, one file each.
 *
 * It listens nowhere; app.ts says where, and closes it: `close()` lets requests under way finish.
 */
import { randomUUID } from 'node:crypto'
import { type FastifyInstance, fastify, LogController } from 'fastify'
import { logOptions } from '../log/log.ts'
import { connectionsOfClients, readOpenFileLimit } from '../open-files.ts'
import { guardRoutes } from './auth.ts'
import { acceptJsonOnly, BODY_LIMIT_BYTES } from './bodies.ts'
import { type FindAddress, findAddressBehind } from './client-address.ts'
import { answerClientError } from './client-errors.ts'
import { answerError, handleErrors } from './errors.ts'
import { trackInFlight } from './in-flight.ts'
import { answerOrigins } from './origins.ts'
import { shedLoad } from './overload.ts'
import type { HttpParts, LoggerSettings } from './parts.ts'
import { showLessToPages } from './public-view.ts'
import { limitRates } from './rate-limits.ts'
import { logRequest, logRequests } from './request-log.ts'
import { measureRequests } from './request-metrics.ts'
import { traceRequests } from './request-trace.ts'
import { addAskRoute } from './routes/ask.ts'
import { addOpenApiRoute, noteRoutes } from './routes/docs.ts'
import { addHealthRoutes } from './routes/health.ts'
import { addIngestRoute } from './routes/ingest.ts'
import { addMetricsRoute } from './routes/metrics.ts'
import { addPageRoutes } from './routes/page.ts'
import { addSearchRoute } from './routes/search.ts'
import { addStatusRoute } from './routes/status.ts'
import { HEADERS, setSecurityHeaders } from './security-headers.ts'
import { hangUpOnSlowReaders } from './slow-readers.ts'

export function createServer(parts: HttpParts): FastifyInstance {
  const app = fastify({
    ...loggerOptions(parts.logger),
    ...TIMEOUTS,
    // request-log.ts writes the one line of a request.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    // While closing, what still comes in on an open connection is served: it is fewer errors, and soon over.
    return503OnClosing: false,
    // Of a path that cannot be decoded: no hook has run by then.
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply.headers(HEADERS))
      logRequest(request, reply)
    },
    clientErrorHandler: answerClientError,
  })

  const listRoutes = noteRoutes(app)
  logRequests(app)
  measureRequests(app, parts.observeRequest)
  traceRequests(app)
  setSecurityHeaders(app)
  handleErrors(app)
  nameClients(app, findAddressBehind(parts.trustedProxies))
  hangUpOnSlowReaders(app, parts.bounds)
  answerOrigins(app, parts.allowedOrigins, parts.keys)
  shedLoad(app, parts.bounds)
  guardRoutes(app, parts.keys)
  limitRates(app, parts.limits)
  acceptJsonOnly(app)
  showLessToPages(app)
  const inFlight = trackInFlight(app, { drainMs: parts.drainMs, leaveMs: parts.leaveMs, ...parts.bounds })

  addSearchRoute(app, parts.search, inFlight)
  addAskRoute(app, parts, inFlight)
  addStatusRoute(app, parts)
  addIngestRoute(app, parts.ingest)
  addHealthRoutes(app, parts, inFlight)
  addMetricsRoute(app, parts.readMetrics)
  addPageRoutes(app, parts)
  addOpenApiRoute(app, listRoutes)
  app.server.maxConnections = connectionsOfClients(readOpenFileLimit(), MAX_CONNECTIONS)
  return app
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the client itself, where a trusted proxy stands between. */
    address: string
  }
}

/** Not by Fastify's `trustProxy`, which would believe a proxy's word on host and scheme as well. */
function nameClients(app: FastifyInstance, findAddress: FindAddress): void {
  app.decorateRequest('address', '')
  app.addHook('onRequest', async (request) => {
    request.address = findAddress(request.ip, request.headers)
  })
}

/** An idle connection costs some 10 kB; further ones are hung up on. */
const MAX_CONNECTIONS = 5_000

/**
 * A client has 5 s for its headers and 10 s for the whole request: Fastify's defaults never end a slow body. Node looks
 * only every 30 s unless told otherwise. Idle connections outlive the 60 s of common proxies, so that we are never
 * the one to hang up on a request under way.
 */
const TIMEOUTS = {
  requestTimeout: 10_000,
  keepAliveTimeout: 75_000,
  http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16 * 1024 },
}

function loggerOptions({ level, destination }: LoggerSettings) {
  const { serializers, ...options } = logOptions(level)
  return {
    logger: { ...options, serializers: { ...serializers, ...FEW_FACTS }, stream: destination ?? process.stderr },
  }
}

/** Fastify's own serializers would tell the path as it was typed and the address of the client. */
const FEW_FACTS = {
  req: ({ method }: { method?: string }) => ({ method: method ?? '' }),
  res: ({ statusCode }: { statusCode?: number }) => ({ statusCode: statusCode ?? 0 }),
}
