/**
 * Spans, through OpenTelemetry's API alone: where no SDK was started (tracing.ts), nothing here does anything.
 *
 * A span says what was done, for how long and with what outcome. Like the log it holds no question, answer, key,
 * address or path, and of an error only its code.
 */
import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { codeOf } from '../errors.ts'

const NAME = 'askpress'

let isStarted = false

/** Set by tracing.ts: without it nobody pays for spans that nobody gets. */
export function setTracing(isOn: boolean): void {
  isStarted = isOn
}

export function isTracing(): boolean {
  return isStarted
}

export interface SpanOptions {
  /** Default `internal`. */
  kind?: 'internal' | 'client'
  attributes?: Attributes
}

/** What the work may add to its span. */
export type Describe = (attributes: Attributes) => void

const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT }

/** Runs the work inside a span, below the one that is active. Throws what the work throws. */
export async function inSpan<T>(
  name: string,
  { kind = 'internal', attributes = {} }: SpanOptions,
  work: (describe: Describe) => Promise<T>,
): Promise<T> {
  if (!isStarted) return work(() => {})
  return trace.getTracer(NAME).startActiveSpan(name, { kind: KINDS[kind], attributes }, async (span) => {
    try {
      return await work((more) => span.setAttributes(more))
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}

/** A span for as long as the stream is read; what is done to produce it stands below the span. */
export async function* inSpanStream<T>(name: string, source: AsyncIterable<T>): AsyncGenerator<T> {
  if (!isStarted) return yield* source
  const span = trace.getTracer(NAME).startSpan(name)
  try {
    yield* inContext(source, trace.setSpan(context.active(), span))
  } catch (error) {
    fail(span, error)
    throw error
  } finally {
    span.end()
  }
}

/** `traceparent` and `tracestate` (W3C Trace Context) for a request to somebody else; empty when nothing is traced. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {}
  if (isStarted) propagation.inject(context.active(), headers)
  return headers
}

/** The span of a request that came in. */
export interface RequestSpan {
  /** Runs what belongs to the request inside of it. */
  run(work: () => void): void
  end(attributes: Attributes, isFailed: boolean): void
}

/** @param headers Of the request: its `traceparent` makes the span a part of the caller's trace. */
export function startRequestSpan(name: string, headers: object, attributes: Attributes): RequestSpan {
  const parent = propagation.extract(context.active(), headers)
  const span = trace.getTracer(NAME).startSpan(name, { kind: SpanKind.SERVER, attributes }, parent)
  const inside: Context = trace.setSpan(parent, span)
  return {
    run: (work) => context.with(inside, work),
    end(more, isFailed) {
      span.setAttributes(more)
      if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

/** A stream is read from wherever its reader is: what it does in between stays part of the trace it was made in. */
export function keepTrace<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  return isStarted ? inContext(source, context.active()) : source
}

function inContext<T>(source: AsyncIterable<T>, inside: Context): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = context.with(inside, () => source[Symbol.asyncIterator]())
      return {
        next: () => context.with(inside, () => iterator.next()),
        return: async (value) =>
          (await context.with(inside, async () => iterator.return?.(value))) ?? { done: true, value },
      }
    },
  }
}

function fail(span: Span, error: unknown): void {
  const type = codeOf(error) || (error instanceof Error ? error.name : 'unknown')
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
