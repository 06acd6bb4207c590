/** A whole small world for tests of the sync: a WordPress on loopback, an embedding server, and a site in the database. */
import type { Embedder } from '../src/embedding/embedder.ts'
import { openOpenAiEmbedder } from '../src/embedding/openai.ts'
import type { Db } from '../src/store/db.ts'
import { analyseQuestion, searchByKeyword } from '../src/store/keyword.ts'
import { rememberNames } from '../src/store/names.ts'
import { type StoredSite, saveSite } from '../src/store/sites.ts'
import { openSpace, type Space } from '../src/store/spaces.ts'
import type { SyncOptions } from '../src/sync/parts.ts'
import { syncSite } from '../src/sync/run.ts'
import type { SyncReport } from '../src/types.ts'
import { openHttp } from '../src/upstream/http.ts'
import { openWordpress } from '../src/wordpress/client.ts'
import { aSite } from './makers.ts'
import { type FakeOpenAi, startFakeOpenAi } from './openai/fake-openai.ts'
import { type FaultServer, type FaultServerOptions, startFaultServer } from './wordpress/fault-server.ts'

export interface SyncWorld {
  wordpress: FaultServer
  provider: FakeOpenAi
  embedder: Embedder
  site: StoredSite
  space: Space
  sync(options?: Partial<SyncOptions>): Promise<SyncReport>
  /** Ids of the posts that keyword search finds, in ascending order. */
  find(question: string): Promise<number[]>
  close(): Promise<void>
}

const DIMENSIONS = 16

export async function openSyncWorld(db: Db, options: FaultServerOptions = {}): Promise<SyncWorld> {
  const wordpress = await startFaultServer(options)
  const provider = await startFakeOpenAi()
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  const noSleep = async () => {}
  const embedder = openOpenAiEmbedder({
    http,
    baseUrl: provider.baseUrl,
    apiKey: 'test',
    model: 'text-embedding-3-small',
    dimensions: DIMENSIONS,
    sleep: noSleep,
  })
  const space = await openSpace(db, embedder)
  const site = await saveSite(db, aSite({ url: wordpress.url, home: wordpress.url, apiRoot: wordpress.apiRoot }))
  return {
    wordpress,
    provider,
    embedder,
    site,
    space,
    sync: (change = {}) => {
      const names = rememberNames(db, site.id)
      const client = openWordpress({ http, apiRoot: wordpress.apiRoot, sleep: noSleep, timeoutMs: 2_000, names })
      const chunking = { targetTokens: 300, maxTokens: 800, overlapTokens: 100 }
      const parts = { db, site, wordpress: client, embedder, space, chunking, purgeAfterDays: 7, now: () => new Date() }
      return syncSite(parts, { ...plainSync(), ...change })
    },
    find: async (question) => {
      const ids = await searchByKeyword(db, await analyseQuestion(db, question, [site.id]), 100)
      const rows = await db.query<{ wp_id: number }>(
        `select distinct d.wp_id from chunks c join documents d on d.id = c.document_id where c.id = any ($1::int[])
          order by d.wp_id`,
        [ids],
      )
      return rows.map((row) => row.wp_id)
    },
    close: async () => {
      await embedder.close()
      await http.close()
      await wordpress.close()
      await provider.close()
    },
  }
}

function plainSync(): SyncOptions {
  return {
    mode: 'sync',
    postIds: [],
    isDryRun: false,
    approveDeletions: null,
    signal: new AbortController().signal,
    onProgress: () => {},
  }
}
