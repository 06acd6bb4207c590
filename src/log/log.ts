/**
 * The log of the program: pino, with one gate that every line passes.
 *
 * Errors get through as safe-error.ts lets them. A log of one request can be told what its client sent: that is taken
 * out of every line that somebody else words, such as a warning of Fastify's.
 */
import { type LogFn, type Logger, pino } from 'pino'
import { scrub } from '../scrub.ts'
import { type SafeError, safeError } from './safe-error.ts'

/** One logger for each request, which goes with it. */
const wordsOf = new WeakMap<object, () => string[]>()

/** From now on no line of `log` repeats these words. They are asked for only when a line could. */
export function keepOut(log: object, words: () => string[]): void {
  wordsOf.set(log, words)
}

/** For loggers that somebody else makes: Fastify's. */
export function logOptions(level: string) {
  return {
    level,
    hooks: { logMethod },
    // What the gate has let through is plain by now; pino's own serializer would add what was left out.
    serializers: { err: (error: Error | SafeError) => (error instanceof Error ? safeError(error) : error) },
  }
}

/** Writes to standard error: standard output is for results. */
export function openLog(level: string): Logger {
  return pino(logOptions(level), pino.destination(2))
}

function logMethod(this: Logger, args: Parameters<LogFn>, write: LogFn): void {
  const [first, ...rest]: unknown[] = args
  const words = wordsOf.get(this)
  if (first instanceof Error) pass(this, write, { err: first }, rest, words)
  else if (typeof first === 'object' && first !== null && 'err' in first) pass(this, write, first, rest, words)
  else if (typeof first === 'string' && words) write.call(this, scrub(format(first, rest), words()))
  else write.apply(this, args)
}

function pass(
  log: Logger,
  write: LogFn,
  facts: { err?: unknown },
  [message]: unknown[],
  words: (() => string[]) | undefined,
): void {
  const own = words?.() ?? []
  // Without a message pino would take the error's.
  const text = typeof message === 'string' ? scrub(message, own) : 'error'
  write.call(log, { ...facts, err: safeError(facts.err, own) }, text)
}

/** Nobody here logs with placeholders; a library that does loses them rather than a client his words. */
function format(message: string, rest: readonly unknown[]): string {
  return rest.length === 0 ? message : message.replace(/%[sdjoO]/g, '…')
}
