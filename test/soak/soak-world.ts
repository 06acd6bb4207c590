/** A site under change, a WordPress that can break, an embedder that keeps count, and a sync that can be killed. */
import { AppError } from '../../src/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { type StoredSite, saveSite } from '../../src/store/sites.ts'
import type { Space } from '../../src/store/spaces.ts'
import { embedPending } from '../../src/sync/embed-pending.ts'
import type { SyncReport } from '../../src/types.ts'
import { aSite } from '../makers.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { type FaultServer, startFaultServer } from '../wordpress/fault-server.ts'
import { openKillSwitch } from './kill-switch.ts'
import type { SoakSync } from './plan.ts'
import type { SiteModel } from './site-model.ts'
import { openSoakParts, runSoakSync } from './soak-sync.ts'

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

export async function openSoakWorld(db: Db, model: SiteModel): Promise<SoakWorld> {
  const wordpress = await startFaultServer({ site: model.site })
  const provider = await startFakeOpenAi()
  const parts = await openSoakParts(db, provider.baseUrl)
  const { url, apiRoot } = wordpress
  const site = await saveSite(db, aSite({ name: `soak-${url}`, url, home: url, apiRoot }))
  const killSwitch = openKillSwitch(db)
  const world: SoakWorld = {
    ...{ db, model, wordpress, provider, site },
    space: parts.space,
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
      const { clock, timeoutMs } = world
      const { random } = model
      const run = { db: killSwitch.db, site, how, clock, timeoutMs, random, signal: stop.signal }
      const end = await runSoakSync(parts, run).then(
        (report) => ({ report, error: null }),
        (error: unknown) => ({ report: null, error }),
      )
      const isKilled = killSwitch.disarm()
      if (!isKilled && end.error !== null && !(end.error instanceof AppError)) throw end.error
      // A process that is gone leaves its lease and its claims, which another process of this machine would take from it.
      if (isKilled) {
        await db.query('update sites set lease_until = null, lease_owner = null where id = $1', [site.id])
        await db.query('delete from embedding_claims')
      }
      return { ...end, isKilled }
    },
    embedWaiting: async () => {
      const { signal } = new AbortController()
      const { embedder, space } = parts
      await embedPending({ db, embedder, space, total: 0, signal, onProgress: () => {} })
    },
    close: async () => {
      await parts.close()
      await wordpress.close()
      await provider.close()
    },
  }
  return world
}
