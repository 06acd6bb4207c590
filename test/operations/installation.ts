/** A whole installation for tests of what an operator does with it: a WordPress, an embedding server, and places for databases. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../../src/app.ts'
import type { App } from '../../src/cli/parts.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { SyncReport } from '../../src/types.ts'
import { createTestDatabase } from '../database.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { aPost, aSite } from '../wordpress/make-site.ts'

export type Engine = 'postgres' | 'pglite'

export interface Installation {
  wordpress: FaultServer
  provider: FakeOpenAi
  /** A folder of its own, for backups. */
  folder: string
  /** Settings of the program on a database of its own, empty so far. */
  newHome(): Promise<Config>
  close(): Promise<void>
}

const TOPICS = [
  'anchors',
  'barrels',
  'compasses',
  'davits',
  'ensigns',
  'fenders',
  'gangways',
  'halyards',
  'jibs',
  'keels',
]

export interface InstallationSize {
  /** Each about something of its own: topicOf tells what. */
  posts?: number
  /** Of each post, each long enough for a passage of its own. */
  sections?: number
  dimensions?: number
}

export async function openInstallation(
  engine: Engine,
  { posts = 30, sections = 0, dimensions = 16 }: InstallationSize = {},
): Promise<Installation> {
  const site = aSite({ posts: Array.from({ length: posts }, (_, at) => aTopicPost(at + 1, sections)) })
  const wordpress = await startFaultServer({ site })
  const provider = await startFakeOpenAi()
  const folder = await mkdtemp(join(tmpdir(), 'askpress-operations-'))
  const closers: (() => Promise<unknown>)[] = []
  let homes = 0
  return {
    wordpress,
    provider,
    folder,
    newHome: async () => {
      const shared = {
        WP_URL: wordpress.url,
        OPENAI_BASE_URL: provider.baseUrl,
        OPENAI_API_KEY: 'test',
        EMBED_DIMENSIONS: String(dimensions),
        SCHEDULER: 'off',
        PORT: '0',
      }
      if (engine === 'pglite') return readConfig({ ...shared, DATA_DIR: join(folder, `data-${homes++}`) })
      const database = await createTestDatabase()
      closers.push(database.drop)
      return readConfig({ ...shared, DATABASE_URL: database.url })
    },
    close: async () => {
      for (const closer of closers) await closer()
      await wordpress.close()
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A post about one thing, whose name stands in no other. */
export function aTopicPost(id: number, sections = 0) {
  const topic = topicOf(id)
  const more = Array.from({ length: sections }, (_, at) => {
    const sentences = Array.from({ length: 25 }, (_, nth) => `Part ${at} of ${id} has a sentence with number ${nth}.`)
    return `<h2>Part ${at}</h2><p>${sentences.join(' ')}</p>`
  })
  return aPost({
    id,
    titleHtml: `About ${topic}`,
    contentHtml: `<p>All ${topic} of the harbour are painted in colour number ${id}, every spring.</p>${more.join('')}\n`,
  })
}

/** `anchors12`: one word, and no other post's. */
export function topicOf(id: number): string {
  return `${TOPICS[id % TOPICS.length]}${id}`
}

/** Opens the program for as long as `work` takes. */
export async function withProgram<T>(config: Config, work: (app: App) => Promise<T>): Promise<T> {
  const app = await openApp(config, { isService: false })
  return work(app).finally(() => app.close())
}

export async function syncOnce(app: App, change: { approveDeletions?: number } = {}): Promise<SyncReport> {
  const [report] = await app.sync({
    ...{ isFull: false, postIds: [], isDryRun: false, approveDeletions: null, ...change },
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  if (!report) throw new Error('the sync left no report')
  return report
}

/** Titles of what is found for a question, best first. */
export async function findTitles(app: App, question: string): Promise<string[]> {
  const request = { question, limit: 5, mode: 'keyword' as const, filters: {} }
  const { hits } = await app.search(request, new AbortController().signal)
  return hits.map(({ title }) => title)
}
