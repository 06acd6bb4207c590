/** A real WordPress with a post of every kind, an embedding server, and the program with a database of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '../../src/store/db.ts'
import { openPglite } from '../../src/store/pglite.ts'
import { openTestPostgres } from '../database.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { type Environment, type Finished, runProgram } from './program.ts'
import { type RealWordpress, type Suite, startWordpress } from './real-wordpress.ts'

export type Engine = 'pglite' | 'postgres'

export interface ServiceWorld {
  wordpress: RealWordpress
  provider: FakeOpenAi
  /** Ids of the posts of seed.sh, by name. */
  seeded: Record<string, number>
  /** What the program is configured with. */
  environment: Environment
  /** One command of the program. `as` adds to its environment. */
  run(command: string[], as?: Environment): Promise<Finished>
  /** The index, opened when it is not, and closed by the next command: the embedded database has one user at a time. */
  open(): Promise<Db>
  close(): Promise<void>
}

export interface WorldOptions {
  /** As findWordpress found it. */
  folder: string
  suite: Suite
  engine: Engine
  /** Beside the posts of the seed, the theme test data of the WordPress project. */
  hasThemeData?: boolean
}

const DIMENSIONS = '64'

export async function openServiceWorld({
  folder,
  suite,
  engine,
  hasThemeData = true,
}: WorldOptions): Promise<ServiceWorld> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const wordpress = await startWordpress(folder, suite)
    closers.push(() => wordpress.stop())
    const provider = await startFakeOpenAi()
    closers.push(() => provider.close())
    const database = engine === 'pglite' ? await embeddedDatabase() : await serverDatabase()
    closers.push(() => database.close())
    const environment = {
      ...database.environment,
      OPENAI_BASE_URL: provider.baseUrl,
      OPENAI_API_KEY: 'test',
      EMBED_MODEL: 'text-embedding-3-small',
      EMBED_DIMENSIONS: DIMENSIONS,
    }
    const seeded = await wordpress.seed()
    if (hasThemeData) await wordpress.importThemeData()
    const run = async (command: string[], as: Environment = {}) => {
      await database.release()
      return await runProgram({ ...environment, ...as }, ...command)
    }
    return { wordpress, provider, seeded, environment, run, open: database.open, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Database extends Pick<ServiceWorld, 'open' | 'close'> {
  environment: Environment
  /** Until the next `open`. */
  release(): Promise<void>
}

async function embeddedDatabase(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-service-'))
  let db: Db | null = null
  const release = async () => {
    await db?.close()
    db = null
  }
  return {
    environment: { DATA_DIR: folder },
    open: async () => {
      db ??= await openPglite(folder)
      return db
    },
    release,
    close: () => release().then(() => rm(folder, { recursive: true, force: true })),
  }
}

async function serverDatabase(): Promise<Database> {
  const db = await openTestPostgres()
  return {
    environment: { DATABASE_URL: db.url },
    open: async () => db,
    release: async () => {},
    close: () => db.close(),
  }
}
