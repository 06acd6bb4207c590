/** What went wrong on the way to a server, as undici tells it, in words for people. Pure. */
import { AppError, codeOf, messageOf } from '../errors.ts'

/**
 * @param error Of undici's `request`, or what stands behind the `fetch failed` of its `fetch`.
 * @returns AppError `upstream`, retryable, with one of the codes `dns`, `connect`, `tls`, `reset`; an AppError as it is.
 */
export function readNetworkError(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  const say = (what: string, name: string) =>
    new AppError('upstream', `${host}: ${what}.`, { cause: error, retryable: true, code: name })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say('the name cannot be resolved', 'dns')
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return say('no connection within 10 s', 'connect')
  if (/CERT|TLS|SSL|LEAF_SIGNATURE/.test(code)) return say(`the secure connection failed (${messageOf(error)})`, 'tls')
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return say('the connection was refused', 'connect')
  return say(`the connection broke (${messageOf(error)})`, 'reset')
}
