/**
 * What the store needs from a database.
 *
 * Two implementations: postgres.ts (a pool, for production) and pglite.ts (PostgreSQL in a worker thread, for one
 * process and for tests). Both must pass db.contract.ts.
 */
export interface Db {
  readonly engine: 'postgres' | 'pglite'

  /**
   * Runs one statement with `$1`-style values and resolves to its rows. A Vector goes in binary to `$1::vector`.
   * Without values `text` may hold several statements, as migrations do; the rows of the last one come back.
   *
   * @throws the driver's error (`code` is the SQLSTATE on both), or AppError `unavailable` when there is no connection.
   */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>

  /**
   * Runs `work` in a transaction: commits when it resolves, rolls back when it rejects.
   * Called on a `tx`, it joins the transaction that is already open. Inside `work` use `tx` only.
   */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>

  /** Runs one statement that may take very long and stands in no transaction: an index build, a vacuum. Not on a `tx`. */
  maintain(text: string): Promise<void>

  /** Of the pool; left out where there is none. */
  countConnections?(): { idle: number; busy: number; waiting: number }

  /**
   * The same database for somebody who cannot wait: a statement without an answer after `timeoutMs` is given up with
   * AppError `unavailable`, also when the server has fallen silent. Left out where there is no network to wait for.
   */
  within?(timeoutMs: number): Db

  close(): Promise<void>
}
