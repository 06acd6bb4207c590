/** What PostgreSQL and its driver throw, as what the rest of the program understands. */
import { AppError, codeOf, messageOf } from '../errors.ts'

/** No connection, or none any more: of the system, and of SQLSTATE. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|57P0[1235]|25P0[34]|08...|53300)$/
/** What pg says without a code. */
const AWAY_WORDS = /timeout exceeded when trying to connect|Connection terminated|is not queryable|connection error/
/** The server's limit, and ours where the server is silent. */
const SLOW = /^57014$/
const SLOW_WORDS = /Query read timeout/
/** A client asks again after this: a server that was stopped is back in about as many seconds. */
const RETRY_SECONDS = 5

/** Left alone what is a bug of ours, such as a syntax error. */
export function translate(error: unknown): unknown {
  if (error instanceof AppError) return error
  const [code, message] = [codeOf(error), messageOf(error)]
  if (AWAY.test(code) || AWAY_WORDS.test(message)) {
    return away('The database cannot be reached. Check DATABASE_URL and that PostgreSQL is running.', error)
  }
  if (SLOW.test(code) || SLOW_WORDS.test(message)) return away('The database did not answer in time.', error)
  if (code === '53100') return away('The disk of the database is full. Make room on it.', error)
  if (code === '25006') return away('The database only reads. Is DATABASE_URL a replica?', error)
  if (code === '28P01' || code === '28000' || code === '3D000') {
    const hint = `The database refused us: ${message}. Check DATABASE_URL.`
    return new AppError('unavailable', hint, { cause: error, code: 'database' })
  }
  return error
}

/** Whether the connection that threw this may still be in the middle of something: it cannot be used again. */
export function isBroken(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error
  return AWAY.test(codeOf(cause)) || AWAY_WORDS.test(messageOf(cause)) || SLOW_WORDS.test(messageOf(cause))
}

function away(message: string, cause: unknown): AppError {
  return new AppError('unavailable', message, {
    cause,
    retryable: true,
    retryAfterSeconds: RETRY_SECONDS,
    code: 'database',
  })
}
