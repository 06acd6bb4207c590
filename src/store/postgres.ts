/** Db on a PostgreSQL server, through a pool of kept connections and prepared statements. */
import pg from 'pg'
import { AppError, codeOf, messageOf } from '../errors.ts'
import type { Db } from './db.ts'

export interface PostgresOptions {
  /** Most connections of this process. Default 10. */
  maxConnections?: number
  /** Shown in pg_stat_activity. */
  applicationName?: string
  /** Default 60,000: an ingest batch takes well under a second; a statement that runs this long is stuck. */
  statementTimeoutMs?: number
  /** Of a server that accepts and says nothing more. Left out: for as long as TCP waits. */
  queryTimeoutMs?: number
  /** Default 5,000. */
  connectTimeoutMs?: number
}

const CONNECT_TIMEOUT_MS = 5_000
const IDLE_TIMEOUT_MS = 300_000
const STATEMENT_TIMEOUT_MS = 60_000

/**
 * No connection is made yet.
 *
 * @param url Such as `postgres://user:password@host:5432/database`.
 */
export function openPostgres(url: string, options: PostgresOptions = {}): Db {
  const timeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    // A new connection costs 3 ms of the server's CPU and forgets every prepared statement.
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: timeoutMs,
    ...(options.queryTimeoutMs === undefined ? {} : { query_timeout: options.queryTimeoutMs }),
    idle_in_transaction_session_timeout: timeoutMs,
    keepAlive: true,
    application_name: options.applicationName ?? 'askpress',
    // relaxed_order: with a filter, hnsw would otherwise give back fewer rows than asked (measured: 1 of 10).
    // The planner's own guess of a joined order-by-distance needs no just-in-time compiler, which costs 100 ms.
    options: '-c hnsw.ef_search=100 -c hnsw.iterative_scan=relaxed_order -c jit=off',
    types: { getTypeParser },
  })
  // Without a listener one terminated backend ends the whole process, be its connection idle or in a transaction that
  // waits for something else. The pool replaces the connection by itself, and the next statement on it fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    engine: 'postgres',
    query: (text, values) => run(pool, text, values),
    transaction: (work) => inTransaction(pool, work),
    maintain: (text) => maintain(pool, text),
    countConnections: () => ({
      idle: pool.idleCount,
      busy: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => pool.end(),
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error) => Promise.reject(translate(error)))
  const tx: Db = {
    engine: 'postgres',
    query: (text, values) => run(client, text, values),
    transaction: (inner) => inner(tx),
    maintain: () => Promise.reject(new Error('maintenance cannot be part of a transaction')),
    close: async () => {},
  }
  try {
    await client.query('begin')
    const result = await work(tx)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // A connection that cannot even roll back must not go back to the pool.
    await client.query('rollback').then(
      () => client.release(),
      (broken) => client.release(broken),
    )
    throw translate(error)
  }
}

async function maintain(pool: pg.Pool, text: string): Promise<void> {
  const client = await pool.connect().catch((error) => Promise.reject(translate(error)))
  try {
    await client.query('set statement_timeout = 0')
    await client.query(text)
  } catch (error) {
    throw translate(error)
  } finally {
    // Not to be given to anybody else: it would wait for ever.
    client.release(true)
  }
}

async function run<Row>(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    // Without values pg sends a simple query, which answers with a list when `text` has several statements.
    const answer: pg.QueryResult | pg.QueryResult[] =
      values.length === 0 ? await client.query(text) : await client.query(named(text, values))
    return (Array.isArray(answer) ? answer.at(-1)?.rows : answer.rows) as Row[]
  } catch (error) {
    throw translate(error)
  }
}

const names = new Map<string, string>()
const MAX_NAMES = 500
/** Longer statements are multi-row inserts, whose text differs by the number of rows. */
const MAX_NAMED_LENGTH = 6_000

/** Gives a statement a name, under which the server keeps it parsed for the life of the connection. */
function named(text: string, values: readonly unknown[]): pg.QueryConfig {
  if (text.length > MAX_NAMED_LENGTH) return { text, values: [...values] }
  let name = names.get(text)
  if (!name && names.size < MAX_NAMES) {
    name = `askpress_${names.size}`
    names.set(text, name)
  }
  return name ? { name, text, values: [...values] } : { text, values: [...values] }
}

/** pg reads bigint as a string, PGlite as a number. Our ids and counts stay far below 2^53: numbers for both. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')
}

const AWAY = /^(ECONNREFUSED|ENOTFOUND|ECONNRESET|ETIMEDOUT|EPIPE|57P0[123]|08...|53300)$/
/** What pg says without a code. */
const AWAY_WORDS = /timeout exceeded when trying to connect|Connection terminated|is not queryable/

function translate(error: unknown): unknown {
  const [code, message] = [codeOf(error), messageOf(error)]
  const isAway = AWAY.test(code) || AWAY_WORDS.test(message)
  if (isAway) {
    const hint = 'The database cannot be reached. Check DATABASE_URL and that PostgreSQL is running.'
    return new AppError('unavailable', hint, { cause: error, retryable: true, code: 'database' })
  }
  if (code === '28P01' || code === '28000' || code === '3D000') {
    return new AppError('unavailable', `The database refused us: ${message}. Check DATABASE_URL.`, {
      cause: error,
      code: 'database',
    })
  }
  return error
}
