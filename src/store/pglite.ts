/** Db on PGlite: PostgreSQL compiled to WebAssembly, one session, in a worker thread of this process. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { Db } from './db.ts'
import { lockFolder } from './folder-lock.ts'
import { fillFromTemplate } from './pglite-template.ts'
import type { WorkerAnswer, WorkerRequest } from './pglite-worker.ts'

/**
 * @param dataDir Folder to keep the data in, made when missing; null keeps it in memory.
 * @throws AppError `conflict` when another process has the folder open: two on one folder lose data silently.
 */
export async function openPglite(dataDir: string | null): Promise<Db> {
  if (dataDir === null) return connect(null, async () => {})
  const unlock = await lockFolder(dataDir)
  try {
    const databaseDir = await fillFromTemplate(dataDir)
    return await connect(databaseDir, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

async function connect(databaseDir: string | null, unlock: () => Promise<void>): Promise<Db> {
  const thread = await startThread(databaseDir)
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

interface Thread {
  run<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

async function startThread(databaseDir: string | null): Promise<Thread> {
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData: { dataDir: databaseDir } })
  const waiting = new Map<number, { resolve: (rows: never[]) => void; reject: (error: unknown) => void }>()
  let lastId = 0
  let lost: Error | null = null

  const lose = (cause: unknown) => {
    lost ??= new AppError('unavailable', 'The embedded database stopped. Start AskPress again.', { cause })
    for (const { reject } of waiting.values()) reject(lost)
    waiting.clear()
    worker.unref()
  }
  worker.on('error', lose)
  worker.on('exit', () => lose('exit'))
  worker.on('message', (answer: WorkerAnswer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    // An idle database must not keep a finished command alive.
    if (waiting.size === 0) worker.unref()
    if ('error' in answer) {
      call?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
    } else call?.resolve(answer.rows as never[])
  })

  const call = <Row>(request: Omit<WorkerRequest, 'id'> | null): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      if (lost) return reject(lost)
      const id = request ? ++lastId : 0
      waiting.set(id, { resolve, reject })
      worker.ref()
      if (request) worker.postMessage({ id, ...request } satisfies WorkerRequest)
    })

  // Answer 0 tells that the database is open.
  await call(null)
  return {
    run: (text, values = []) => call({ kind: 'query', text, values }),
    close: async () => {
      if (lost) return
      await call({ kind: 'close', text: '', values: [] })
      await worker.terminate()
    },
  }
}
