/**
 * The one error type this program throws on purpose.
 *
 * Every layer throws AppError. Only http/errors.ts turns it into a status and only cli/exit-code.ts turns it into
 * an exit code. Anything else that is thrown is a bug.
 */

export type ErrorKind =
  | 'invalid_config' // the environment or the command line is wrong
  | 'invalid_input' // the caller sent something we cannot use
  | 'unauthorized' // no key, or a key we do not know
  | 'forbidden' // a key without the scope
  | 'not_found'
  | 'conflict' // somebody else holds what we need: a lock, a run
  | 'too_large'
  | 'rate_limited'
  | 'upstream' // WordPress, the embedder or the model failed
  | 'unavailable' // a service that is needed cannot be reached
  | 'timeout'

export interface AppErrorOptions {
  /** The error that made us give up. Logged, never sent to a client. */
  cause?: unknown
  /** True when the same call may succeed later. Default false. */
  retryable?: boolean
  /** How long the other side asked us to wait, in seconds. */
  retryAfterSeconds?: number | undefined
  /** A short, stable word that names the reason more closely than the kind: `blocked`, `params_ignored`, `missing q`. */
  code?: string
}

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: ErrorKind
  readonly retryable: boolean
  readonly retryAfterSeconds: number | undefined
  readonly code: string | undefined

  /** @param message Safe to show to a client, names the thing and the way out: no SQL, no keys, no stack. */
  constructor(kind: ErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.retryable = options.retryable ?? false
    this.retryAfterSeconds = options.retryAfterSeconds
    this.code = options.code
  }
}

/** The message of anything thrown, for a line that people read. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The code of anything thrown: of the system (`EADDRINUSE`), a driver (SQLSTATE) or an AppError. Empty when it has none. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
