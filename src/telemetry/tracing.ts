/**
 * The SDK behind spans.ts: samples, gathers and sends them by OTLP over HTTP. Imported only where an endpoint is set.
 *
 * The standard variables that are not ours are read by the SDK itself: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES,
 * OTEL_EXPORTER_OTLP_HEADERS, _COMPRESSION and _CERTIFICATE.
 */
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { messageOf } from '../errors.ts'
import { setTracing } from './spans.ts'

export interface TracingOptions {
  /** Such as `http://127.0.0.1:4318/v1/traces`. */
  url: string
  /** Of the requests that bring no decision of their caller's, 0 to 1. */
  share: number
  version: string
  /** Spans could not be sent. Called once a minute at most. */
  onFailure(reason: string): void
}

export interface Tracing {
  /** Sends what is gathered, for 3 s at most: a collector that is away must not hold up the end. */
  close(): Promise<void>
}

const SAY_AGAIN_MS = 60_000
const CLOSE_MS = 3_000
/** With all attempts: the last ones hold up the end of the process. */
const EXPORT_TIMEOUT_MS = 5_000

export function startTracing({ url, share, version, onFailure }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS })
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    resource: resourceFromAttributes({ 'service.name': 'askpress', 'service.version': version }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const fail = sayOnce(onFailure)
  setGlobalErrorHandler(fail)
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  // Only the trace: a caller's baggage is nobody else's business.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  setTracing(true)
  return {
    async close() {
      setTracing(false)
      await within(provider.shutdown(), CLOSE_MS).catch(fail)
      trace.disable()
      context.disable()
      propagation.disable()
    },
  }
}

function sayOnce(onFailure: (reason: string) => void): (error: unknown) => void {
  let saidAt = -SAY_AGAIN_MS
  return (error) => {
    const now = performance.now()
    if (now - saidAt < SAY_AGAIN_MS) return
    saidAt = now
    onFailure(messageOf(error))
  }
}

async function within(task: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([task, late]).finally(() => clearTimeout(timer))
}
