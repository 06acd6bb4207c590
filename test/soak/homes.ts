/** The two places where an index can live, for programs that are killed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPglite } from '../../src/store/pglite.ts'
import { openTestPostgres } from '../database.ts'
import { type Reader, readOnce, startReader } from './fingerprints.ts'
import type { Home } from './kill-run.ts'

export interface OpenHome extends Home {
  reader: Pick<Reader, 'reads' | 'seen'>
  /** When nobody is to read besides. */
  stopReading(): Promise<void>
  close(): Promise<void>
}

/** Read twenty times a second while the program works. */
export async function openPostgresHome(): Promise<OpenHome> {
  const db = await openTestPostgres(2)
  const reader = startReader(db)
  return {
    env: { DATABASE_URL: db.url, EMBED_DIMENSIONS: '64' },
    reader,
    afterRun: async () => {},
    withDb: (work) => work(db),
    stopReading: () => reader.stop(),
    close: async () => {
      await reader.stop()
      await db.close()
    },
  }
}

/** One process at a time: read between two of them. */
export async function openPgliteHome(): Promise<OpenHome> {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-kills-'))
  const withDb: Home['withDb'] = async (work) => {
    const db = await openPglite(folder)
    return work(db).finally(() => db.close())
  }
  return {
    env: { DATA_DIR: folder, EMBED_DIMENSIONS: '64' },
    reader: { reads: 0, seen: new Map() },
    afterRun: (reader) => withDb((db) => readOnce(db, reader)),
    withDb,
    stopReading: async () => {},
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
