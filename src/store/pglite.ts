/** Db on PGlite: PostgreSQL compiled to WebAssembly, one session, in a worker thread of this process. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Db } from './db.ts'
import { lockFolder } from './folder-lock.ts'
import { fillFromTemplate } from './pglite-template.ts'
import { startThread, type ThreadSource } from './pglite-thread.ts'

/** The embedded database, with what only one that lives in a folder can do. */
export interface PgliteDb extends Db {
  /** Writes the whole database, as it is between two transactions, to a file that openPgliteDump reads. */
  dump(file: string): Promise<void>
}

/**
 * @param dataDir Folder to keep the data in, made when missing; null keeps it in memory.
 * @throws AppError `conflict` when another process has the folder open: two on one folder lose data silently.
 */
export async function openPglite(dataDir: string | null): Promise<PgliteDb> {
  if (dataDir === null) return connect({ databaseDir: null }, async () => {})
  const unlock = await lockFolder(dataDir)
  try {
    const databaseDir = await fillFromTemplate(dataDir)
    return await connect({ databaseDir }, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

/**
 * A database filled from what `dump` wrote.
 *
 * @param databaseDir Empty or missing, and nobody else's; null keeps the database in memory.
 * @throws AppError `invalid_input` when the file holds no whole database.
 */
export async function openPgliteDump(file: string, databaseDir: string | null): Promise<PgliteDb> {
  return connect({ databaseDir, dumpFile: file }, async () => {})
}

/** Of pgvector; its own 40 would be all the candidates there are, and a filter would leave hardly any of them. */
const SEARCH_SETTINGS = 'set hnsw.ef_search = 200; set hnsw.iterative_scan = relaxed_order'

async function connect(source: ThreadSource, unlock: () => Promise<void>): Promise<PgliteDb> {
  const thread = await startThread(source)
  await thread.run(SEARCH_SETTINGS)
  const session = oneAtATime()
  const insideTransaction = new AsyncLocalStorage<boolean>()
  let isClosed = false

  const tx: Db = {
    engine: 'pglite',
    query: (text, values) => thread.run(text, values),
    transaction: (work) => work(tx),
    maintain: () => Promise.reject(new Error('maintenance cannot be part of a transaction')),
    close: async () => {},
  }
  return {
    engine: 'pglite',
    query: (text, values) => {
      refuseInside(insideTransaction)
      return session(() => thread.run(text, values))
    },
    transaction: (work) => {
      refuseInside(insideTransaction)
      return session(() => insideTransaction.run(true, () => inTransaction(tx, work)))
    },
    maintain: async (text) => {
      refuseInside(insideTransaction)
      await session(() => thread.run(text))
    },
    dump: (file) => session(() => thread.dump(file)),
    close: async () => {
      if (isClosed) return
      isClosed = true
      // Behind everything that is still queued, so that no commit is cut off.
      await session(() => thread.close())
      await unlock()
    },
  }
}

/** There is one session: a second one asked for inside a transaction would wait for itself for ever. */
function refuseInside(inside: AsyncLocalStorage<boolean>): void {
  if (inside.getStore()) throw new Error('db was used inside a transaction: use the tx that transaction() hands in')
}

async function inTransaction<T>(tx: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  await tx.query('begin')
  try {
    const result = await work(tx)
    await tx.query('commit')
    return result
  } catch (error) {
    // A database that has stopped cannot roll back either; the first error is the one to tell.
    await tx.query('rollback').catch(() => {})
    throw error
  }
}

/** Runs tasks one after the other, in the order they came. */
function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const run = last.then(task)
    last = run.catch(() => {})
    return run
  }
}
