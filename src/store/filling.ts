/** One process at a time fills a space: two would have the same texts embedded twice. */
import type { Db } from './db.ts'

/** Any fixed number: with the id of the space it names our lock in the database. */
const LOCK = 715_531_408

/**
 * Runs one turn of work on a space, or answers null while another process has a turn of its own there.
 *
 * On PostgreSQL the turn is one transaction, so that the lock goes with a process that dies. It waits for the embedder
 * meanwhile, but holds nothing that anybody else needs. The embedded database has one process and one session, which a
 * transaction would keep from everybody: there the work runs by itself.
 */
export async function whileFilling<T>(db: Db, spaceId: number, work: (db: Db) => Promise<T>): Promise<T | null> {
  if (db.engine === 'pglite') return work(db)
  return db.transaction(async (tx) => {
    const [lock] = await tx.query<{ isOurs: boolean }>('select pg_try_advisory_xact_lock($1, $2) as "isOurs"', [
      LOCK,
      spaceId,
    ])
    if (!lock?.isOurs) return null
    // An embedder that is overloaded is asked again for minutes; a process that is frozen must not stop all others.
    await tx.query(`set local idle_in_transaction_session_timeout = '15min'`)
    return work(tx)
  })
}
