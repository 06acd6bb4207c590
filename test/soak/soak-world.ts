/** A site under change, a WordPress that can break, an embedder that keeps count, and a sync that can be killed. */
import { openOpenAiEmbedder } from '../../src/embedding/openai.ts'
import { AppError } from '../../src/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { type StoredSite, saveSite } from '../../src/store/sites.ts'
import { openSpace, type Space } from '../../src/store/spaces.ts'
import { embedPending } from '../../src/sync/embed-pending.ts'
import type { SyncParts } from '../../src/sync/parts.ts'
import { syncSite } from '../../src/sync/run.ts'
import type { SyncReport } from '../../src/types.ts'
import { openHttp } from '../../src/upstream/http.ts'
import { openWordpress } from '../../src/wordpress/client.ts'
import { aSite } from '../makers.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { openKillSwitch } from './kill-switch.ts'
import type { SoakSync } from './plan.ts'
import type { SiteModel } from './site-model.ts'

export interface SoakWorld {
  /** Untouched by kills. */
  db: Db
  model: SiteModel
  wordpress: FaultServer
  provider: FakeOpenAi
  site: StoredSite
  space: Space
  /** Milliseconds, by the clock of the program's machine. */
  clock: number
  /** For one answer of WordPress. */
  timeoutMs: number
  /** Time goes on, everywhere. */
  pass(ms: number): Promise<void>
  sync(how: SoakSync): Promise<SyncResult>
  /** What a run left without vectors gets them, as the program does after every run. */
  embedWaiting(): Promise<void>
  close(): Promise<void>
}

export interface SyncResult {
  /** Null when the run threw or died. */
  report: SyncReport | null
  /** The error that ended it. */
  error: unknown
  isKilled: boolean
}

const DIMENSIONS = 8
const CHUNKING = { targetTokens: 300, maxTokens: 800, overlapTokens: 100 }

export async function openSoakWorld(db: Db, model: SiteModel): Promise<SoakWorld> {
  const wordpress = await startFaultServer({ site: model.site })
  const provider = await startFakeOpenAi()
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  const sleep = async () => {}
  const { baseUrl } = provider
  const embedder = openOpenAiEmbedder({ http, baseUrl, apiKey: 'x', model: 'soak', dimensions: DIMENSIONS, sleep })
  const { url, apiRoot } = wordpress
  const site = await saveSite(db, aSite({ name: `soak-${url}`, url, home: url, apiRoot }))
  const space = await openSpace(db, embedder)
  const killSwitch = openKillSwitch(db)
  const world: SoakWorld = {
    db,
    model,
    wordpress,
    provider,
    site,
    space,
    clock: model.clock,
    timeoutMs: 5_000,
    pass: async (ms) => {
      world.clock += ms
      model.clock += ms
      // The database's own clock cannot be set, so what it has noted grows older instead.
      const age = [site.id, ms / 1000]
      await db.query(`update documents set deleted_at = deleted_at - make_interval(secs => $2) where site_id = $1`, age)
    },
    sync: async ({ kill, ...how }) => {
      const stop = new AbortController()
      if (kill) killSwitch.arm(kill.statements, { isFatal: kill.isFatal, onKill: () => stop.abort() })
      const { random } = model
      const { timeoutMs } = world
      const client = openWordpress({ http, apiRoot, sleep, random, timeoutMs, signal: stop.signal })
      const parts: SyncParts = {
        ...{ db: killSwitch.db, site, wordpress: client, embedder, space, chunking: CHUNKING, purgeAfterDays: 7 },
        now: () => new Date(world.clock),
      }
      const options = { isDryRun: false, approveDeletions: null, onProgress: () => {}, signal: stop.signal, ...how }
      const run = await syncSite(parts, options).then(
        (report) => ({ report, error: null }),
        (error: unknown) => ({ report: null, error }),
      )
      const isKilled = killSwitch.disarm()
      if (!isKilled && run.error !== null && !(run.error instanceof AppError)) throw run.error
      // A process that is gone leaves its lease, which another process of this machine would take from it.
      if (isKilled) await db.query('update sites set lease_until = null, lease_owner = null where id = $1', [site.id])
      return { ...run, isKilled }
    },
    embedWaiting: async () => {
      const { signal } = new AbortController()
      await embedPending({ db, embedder, space, total: 0, signal, onProgress: () => {} })
    },
    close: async () => {
      await embedder.close()
      await http.close()
      await wordpress.close()
      await provider.close()
    },
  }
  return world
}
