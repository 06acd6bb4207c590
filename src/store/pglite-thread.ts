/** Our side of the thread in which the embedded database runs: a question each, an answer each, and what its end means. */
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { WorkerAnswer, WorkerData, WorkerRequest } from './pglite-worker.ts'

export interface ThreadSource {
  /** Null keeps the database in memory. */
  databaseDir: string | null
  /** Fills a database that is empty from this dump. */
  dumpFile?: string
}

export interface Thread {
  run<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  dump(file: string): Promise<void>
  close(): Promise<void>
}

/** @throws AppError `invalid_input` when the database cannot be filled from the dump. */
export async function startThread({ databaseDir, dumpFile }: ThreadSource): Promise<Thread> {
  const workerData: WorkerData = { dataDir: databaseDir, dumpFile: dumpFile ?? null }
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData })
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
  await call(null).catch((error) => {
    throw dumpFile === undefined ? error : unreadable(dumpFile, error)
  })
  return {
    run: (text, values = []) => call({ kind: 'query', text, values }),
    dump: async (file) => {
      await call({ kind: 'dump', text: file, values: [] })
    },
    close: async () => {
      if (lost) return
      await call({ kind: 'close', text: '', values: [] })
      await worker.terminate()
    },
  }
}

function unreadable(file: string, cause: unknown): AppError {
  const hint =
    'It is cut off or damaged, or another version of AskPress made it. Restore an older backup, or with that version.'
  return new AppError('invalid_input', `${file} holds no database that can be read. ${hint}`, { cause })
}
