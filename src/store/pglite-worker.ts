/**
 * The thread in which the embedded PostgreSQL runs, so that a long statement never stalls HTTP or timers.
 *
 * Speaks a tiny protocol with pglite.ts: one message per statement, one answer each. Knows no transactions of its own:
 * the other side holds the session for as long as it needs it.
 */
import { openAsBlob } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { filesOfDatabase, readOpenFileLimit } from '../open-files.ts'

export interface WorkerData {
  /** Null keeps the database in memory. */
  dataDir: string | null
  /** What an empty database is filled from; null fills nothing. */
  dumpFile: string | null
}

export interface WorkerRequest {
  id: number
  /**
   * `dump` writes the whole database to the file that `text` names. `close` shuts the database down properly; the
   * thread ends by itself afterwards.
   */
  kind: 'query' | 'dump' | 'close'
  text: string
  values: readonly unknown[]
}

export type WorkerAnswer =
  | { id: number; rows: unknown[] }
  | { id: number; error: { message: string; code: string | undefined } }

/** PostgreSQL's own default. Each is an open file of this process. */
const MAX_FILES = 1_000

/** By which PGlite knows that it has to unpack. */
const DUMP_TYPE = 'application/x-gzip'

const port = parentPort
if (!port) throw new Error('pglite-worker.ts runs as a worker thread only')

const { dataDir, dumpFile } = workerData as WorkerData
const client = await PGlite.create(dataDir ?? 'memory://', {
  extensions: { vector },
  startParams: [
    ...PGlite.defaultStartParams,
    '-c',
    `max_files_per_process=${filesOfDatabase(readOpenFileLimit(), MAX_FILES)}`,
  ],
  ...(dumpFile === null ? {} : { loadDataDir: await openAsBlob(dumpFile, { type: DUMP_TYPE }) }),
})
await client.exec('create extension if not exists vector')
await acceptBinaryVectors(client)
port.postMessage({ id: 0, rows: [] } satisfies WorkerAnswer)

port.on('message', async (request: WorkerRequest) => {
  try {
    const rows = await answer(request)
    port.postMessage({ id: request.id, rows } satisfies WorkerAnswer)
  } catch (thrown) {
    // PGlite's errors carry the statement's values, which are people's texts: only message and code leave.
    const error = thrown as { message?: string; code?: string }
    const answer: WorkerAnswer = {
      id: request.id,
      error: { message: error.message ?? String(thrown), code: error.code },
    }
    port.postMessage(answer)
  }
  if (request.kind === 'close') port.close()
})

async function answer({ kind, text, values }: WorkerRequest): Promise<unknown[]> {
  if (kind === 'close') {
    await client.close()
    return []
  }
  if (kind === 'dump') {
    const dump = await client.dumpDataDir('gzip')
    // Passages are people's texts: for the owner alone.
    await writeFile(text, dump.stream(), { mode: 0o600 })
    return []
  }
  // exec() is the only call that takes several statements.
  if (values.length === 0) return (await client.exec(text)).at(-1)?.rows ?? []
  return (await client.query(text, [...values])).rows
}

/** Without this PGlite prints a Buffer as text before it binds it. */
async function acceptBinaryVectors(db: PGlite): Promise<void> {
  const { rows } = await db.query<{ oid: number }>(`select 'vector'::regtype::oid::int as oid`)
  const oid = rows[0]?.oid
  if (oid === undefined) throw new Error('the vector extension did not load')
  const pass = (value: unknown) => (value instanceof Uint8Array ? value : String(value))
  db.serializers[oid] = pass as (value: unknown) => string
}
