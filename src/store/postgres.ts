/** Db on a PostgreSQL server, through a pool of kept connections and prepared statements. */
import pg from 'pg'
import type { Db } from './db.ts'
import { isBroken, translate } from './postgres-errors.ts'

export interface PostgresOptions {
  /** Most connections of this process. Default 10. */
  maxConnections?: number
  /** Shown in pg_stat_activity. */
  applicationName?: string
  /** Default 60,000: an ingest batch takes well under a second; a statement that runs this long is stuck. */
  statementTimeoutMs?: number
  /** Of a server that accepts and says nothing more. Default: somewhat more than the statement may take. */
  queryTimeoutMs?: number
  /** For a connection, be it one of the server or a turn in the pool. Default 5,000. */
  connectTimeoutMs?: number
}

const CONNECT_TIMEOUT_MS = 5_000
/** Beyond the server's own limit, so that it is the server that speaks as long as it can. */
const SILENCE_MS = 5_000
/** Nothing here waits for others inside a transaction for longer: the process that holds one open has stopped. */
const IDLE_IN_TRANSACTION_MS = 15_000
/** Linux gives up a connection that says nothing 10 s after its first probe. */
const KEEP_ALIVE_MS = 10_000
/** Of pg, for a statement that may take as long as it likes: the most that a timer can wait. */
const NO_TIMEOUT_MS = 2 ** 31 - 1
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
    // On our side of the network: a server behind a broken one neither answers nor hangs up.
    query_timeout: options.queryTimeoutMs ?? timeoutMs + SILENCE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: options.applicationName ?? 'askpress',
    // relaxed_order: with a filter, hnsw would otherwise give back fewer rows than asked (measured: 1 of 10).
    // The planner's own guess of a joined order-by-distance needs no just-in-time compiler, which costs 100 ms.
    // client_connection_check_interval: what we have given up is not worked on to its end.
    options:
      '-c hnsw.ef_search=100 -c hnsw.iterative_scan=relaxed_order -c jit=off -c client_connection_check_interval=1000',
    types: { getTypeParser },
  })
  // Without a listener one terminated backend ends the whole process, be its connection idle or in a transaction that
  // waits for something else. The pool replaces the connection by itself, and the next statement on it fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return overPool(pool)
}

/** @param timeoutMs Left out, that of the pool. */
function overPool(pool: pg.Pool, timeoutMs?: number): Db {
  return {
    engine: 'postgres',
    query: (text, values) => run(pool, { text, values, timeoutMs }),
    transaction: (work) => inTransaction(pool, work, timeoutMs),
    maintain: (text) => maintain(pool, text),
    countConnections: () => ({
      idle: pool.idleCount,
      busy: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
    within: (shorterMs) => overPool(pool, shorterMs),
    close: () => pool.end(),
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Db) => Promise<T>, timeoutMs?: number): Promise<T> {
  const client = await connect(pool)
  const tx: Db = {
    engine: 'postgres',
    query: (text, values) => run(client, { text, values, timeoutMs }),
    transaction: (inner) => inner(tx),
    maintain: () => Promise.reject(new Error('maintenance cannot be part of a transaction')),
    close: async () => {},
  }
  const say = (text: string) => run(client, { text, timeoutMs })
  try {
    await say('begin')
    const result = await work(tx)
    await say('commit')
    client.release()
    return result
  } catch (error) {
    // A connection that cannot even roll back must not go back to the pool; a silent one is not asked to.
    if (isBroken(error)) client.release(true)
    else {
      await say('rollback').then(
        () => client.release(),
        () => client.release(true),
      )
    }
    throw error
  }
}

async function maintain(pool: pg.Pool, text: string): Promise<void> {
  const client = await connect(pool)
  try {
    await run(client, { text: 'set statement_timeout = 0' })
    await run(client, { text, timeoutMs: NO_TIMEOUT_MS })
  } finally {
    // Not to be given to anybody else: it would wait for ever.
    client.release(true)
  }
}

function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  return pool.connect().catch((error) => Promise.reject(translate(error)))
}

interface Statement {
  text: string
  values?: readonly unknown[] | undefined
  timeoutMs?: number | undefined
}

async function run<Row>(client: pg.Pool | pg.PoolClient, statement: Statement): Promise<Row[]> {
  const { text, values = [], timeoutMs } = statement
  // Without values pg sends a simple query, which answers with a list when `text` has several statements.
  const config: TimedQuery = values.length === 0 ? { text } : named(text, values)
  if (timeoutMs !== undefined) config.query_timeout = timeoutMs
  try {
    const answer: pg.QueryResult | pg.QueryResult[] = await client.query(config)
    return (Array.isArray(answer) ? answer.at(-1)?.rows : answer.rows) as Row[]
  } catch (error) {
    throw translate(error)
  }
}

/** pg takes a time limit for a single statement as well, which its types do not know. */
interface TimedQuery extends pg.QueryConfig {
  query_timeout?: number
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
