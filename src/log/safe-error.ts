/**
 * What a log may say of an error: what kind of thing went wrong and where, never the values it went wrong with.
 *
 * Only what is named here gets through. PostgreSQL repeats values in `detail`, `where` and some messages, a provider
 * repeats the input in its error body, and both hang on the error as properties.
 */
import { scrub } from '../scrub.ts'

/** A type and no interface: Fastify wants any key to be allowed. */
export type SafeError = {
  type: string
  message: string
  kind?: string
  code?: string
  status?: number
  /** Of PostgreSQL: names of the schema, no values. */
  schema?: string
  table?: string
  column?: string
  constraint?: string
  routine?: string
  /** Calls only: the head of a stack is the message once more. */
  stack: string
  cause?: SafeError
  errors?: SafeError[]
}

const MAX_CAUSES = 4
const MAX_ERRORS = 3
const MAX_MESSAGE = 1_000

/** @param words What the client sent: see scrub.ts. */
export function safeError(error: unknown, words: readonly string[] = [], depth = 0): SafeError {
  if (typeof error !== 'object' || error === null)
    return { type: typeof error, message: scrub(String(error), words), stack: '' }
  const facts = error as Readonly<Record<string, unknown>>
  const safe: SafeError = {
    type: typeOf(error),
    message: scrub(messageOf(facts), words).slice(0, MAX_MESSAGE),
    stack: callsOf(facts['stack']),
  }
  for (const name of ['kind', 'code', 'schema', 'table', 'column', 'constraint', 'routine'] as const) {
    const value = facts[name]
    if (typeof value === 'string') safe[name] = value.slice(0, 100)
  }
  if (typeof facts['status'] === 'number') safe.status = facts['status']
  if (depth >= MAX_CAUSES) return safe
  if (facts['cause'] !== undefined) safe.cause = safeError(facts['cause'], words, depth + 1)
  if (Array.isArray(facts['errors'])) {
    safe.errors = facts['errors'].slice(0, MAX_ERRORS).map((one) => safeError(one, words, depth + 1))
  }
  return safe
}

function typeOf(error: object): string {
  const { name } = error as { name?: unknown }
  return typeof name === 'string' && name !== '' ? name : error.constructor.name
}

/** Classes of SQLSTATE whose messages name connections, constraints and columns, but no value. */
const NAMES_ONLY = /^(08|23|25|28|40|53|55|57|58)...$|^42(P..|50.|703|704|883)$/

function messageOf(error: Readonly<Record<string, unknown>>): string {
  const { message, code, severity, status, issues } = error
  // zod: the message is the whole list, which may quote what it was given.
  if (Array.isArray(issues)) return issues.map(issueOf).join('; ')
  // An answer of somebody else's server: his words may be ours, given back.
  if (typeof status === 'number' && ('headers' in error || 'error' in error || 'body' in error)) return `HTTP ${status}`
  const text = typeof message === 'string' ? message : ''
  const isSql = typeof severity === 'string' && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)
  if (isSql ? !NAMES_ONLY.test(code) : error instanceof SyntaxError) return withoutQuotes(text)
  return text
}

function issueOf(issue: unknown): string {
  if (typeof issue !== 'object' || issue === null) return 'issue'
  const { path, code } = issue as { path?: unknown; code?: unknown }
  return `${Array.isArray(path) ? path.length : 0} deep: ${typeof code === 'string' ? code : 'invalid'}`
}

/** From the first quote to the last: what is quoted may hold quotes of its own. */
function withoutQuotes(text: string): string {
  return text.replace(/"[\s\S]*"/, '"…"').replace(/'[\s\S]*'/, "'…'")
}

function callsOf(stack: unknown): string {
  if (typeof stack !== 'string') return ''
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n')
}
