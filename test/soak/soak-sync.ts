/** One sync of a soak, put together the same in the test's process and in one that is killed. */

import type { Embedder } from '../../src/embedding/embedder.ts'
import { openOpenAiEmbedder } from '../../src/embedding/openai.ts'
import type { Db } from '../../src/store/db.ts'
import { rememberNames } from '../../src/store/names.ts'
import type { StoredSite } from '../../src/store/sites.ts'
import { openSpace, type Space } from '../../src/store/spaces.ts'
import { syncSite } from '../../src/sync/run.ts'
import type { SyncReport } from '../../src/types.ts'
import { type HttpClient, openHttp } from '../../src/upstream/http.ts'
import { openWordpress } from '../../src/wordpress/client.ts'
import type { SoakSync } from './plan.ts'

export interface SoakParts {
  http: HttpClient
  embedder: Embedder
  space: Space
  close(): Promise<void>
}

/** Of this run alone. */
export interface SoakRun {
  db: Db
  site: StoredSite
  how: Omit<SoakSync, 'kill'>
  /** Milliseconds. */
  clock: number
  timeoutMs: number
  signal: AbortSignal
  random(): number
}

const CHUNKING = { targetTokens: 300, maxTokens: 800, overlapTokens: 100 }
const DIMENSIONS = 8
/** Waiting is not done. */
const sleep = async () => {}

export async function openSoakParts(db: Db, embeddingUrl: string): Promise<SoakParts> {
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  const of = { http, baseUrl: embeddingUrl, apiKey: 'x', model: 'soak', dimensions: DIMENSIONS }
  const embedder = openOpenAiEmbedder({ ...of, sleep })
  const space = await openSpace(db, embedder)
  return { http, embedder, space, close: () => embedder.close().then(() => http.close()) }
}

export function runSoakSync({ http, embedder, space }: SoakParts, run: SoakRun): Promise<SyncReport> {
  const { db, site, timeoutMs, signal, random, how } = run
  const names = rememberNames(db, site.id)
  const wordpress = openWordpress({ http, apiRoot: site.apiRoot, sleep, random, timeoutMs, signal, names })
  const now = () => new Date(run.clock)
  return syncSite(
    { db, site, wordpress, embedder, space, chunking: CHUNKING, purgeAfterDays: 7, now },
    { ...how, isDryRun: false, approveDeletions: null, signal, onProgress: () => {} },
  )
}
