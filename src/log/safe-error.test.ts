/** What a log line says of an error: enough to find the fault, and nothing a client or a post has said. */
import { expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { safeError } from './safe-error.ts'

const CANARY = 'kiln-canary-0117'

/** As pg makes them: properties on an Error. */
function sqlError(code: string, message: string): Error {
  return Object.assign(new Error(message), {
    ...{ code, severity: 'ERROR', table: 'documents', constraint: 'documents_pkey', routine: '_bt_check_unique' },
    ...{ detail: `Key (title)=(${CANARY}) already exists.`, where: CANARY, internalQuery: CANARY, hint: CANARY },
    parameters: [CANARY],
  })
}

function jsonError(): unknown {
  try {
    return JSON.parse(`{"q": ${CANARY}}`)
  } catch (error) {
    return error
  }
}

it.each([
  ['PostgreSQL, with a name', sqlError('23505', 'duplicate key value violates unique constraint "documents_pkey"')],
  ['PostgreSQL, with a value', sqlError('22P02', `invalid input syntax for type integer: "${CANARY}"`)],
  ['PostgreSQL, with a query', sqlError('42601', `syntax error in tsquery: "${CANARY}"`)],
  ['JSON', jsonError()],
  ['zod', z.object({ q: z.literal('x') }).safeParse({ q: CANARY }).error],
  [
    'a provider',
    Object.assign(new Error(`400 bad input ${CANARY}`), { status: 400, error: { message: CANARY }, headers: {} }),
  ],
  ['a cause', new AppError('upstream', 'The model failed.', { cause: sqlError('22001', `too long: "${CANARY}"`) })],
  ['several', new AggregateError([sqlError('22P02', `"${CANARY}"`)], 'all failed')],
  ['no error at all', { q: CANARY }],
])('repeats no value of an error of %s', (_whose, error) => {
  expect(JSON.stringify(safeError(error))).not.toContain(CANARY)
})

it.each([
  ['a bug', new Error(`no such hit: ${CANARY}`)],
  ['a text', `thrown ${CANARY}`],
  ['a cause', new Error('outer', { cause: new Error(CANARY) })],
])('repeats nothing a client has sent, in %s', (_what, error) => {
  expect(JSON.stringify(safeError(error, [CANARY]))).not.toContain(CANARY)
})

it('says what failed and where', () => {
  const cause = sqlError('23505', 'duplicate key value violates unique constraint "documents_pkey"')
  expect(safeError(new AppError('unavailable', 'The database is away.', { code: 'database', cause }))).toEqual({
    type: 'AppError',
    kind: 'unavailable',
    code: 'database',
    message: 'The database is away.',
    stack: expect.stringMatching(/^ {4}at .*safe-error\.test\.ts/),
    cause: {
      type: 'Error',
      code: '23505',
      message: 'duplicate key value violates unique constraint "documents_pkey"',
      table: 'documents',
      constraint: 'documents_pkey',
      routine: '_bt_check_unique',
      stack: expect.any(String),
    },
  })
})

it('ends where causes go round in a circle', () => {
  const error = new Error('first')
  error.cause = error
  expect(safeError(error)).toMatchObject({ message: 'first' })
})
