/** A primary and its streaming replica, with an installation whose searches go to the replica. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp } from '../../src/app.ts'
import type { App } from '../../src/cli/parts.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { findTitles, type Installation, openInstallation, syncOnce } from './installation.ts'
import { type OwnPostgres, openOwnPostgres } from './own-postgres.ts'

export interface ReplicaWorld {
  installation: Installation
  primary: OwnPostgres
  replica: OwnPostgres
  /** Directly to each, past the program. */
  onPrimary: Db
  onReplica: Db
  config: Config
  app: App
  /** Until the replica has all that was written until now. */
  caughtUp(): Promise<void>
  /** Searches until they go to the replica; answers with the processes that serve us there. */
  untilRead(): Promise<number[]>
  close(): Promise<void>
}

/** Synced once, and the replica has all of it. */
export async function openReplicaWorld(posts: number): Promise<ReplicaWorld> {
  const installation = await openInstallation('pglite', { posts })
  const primary = await openOwnPostgres([])
  await primary.start()
  const replica = await openOwnPostgres(['hot_standby_feedback=on'], primary)
  await replica.start()
  const onPrimary = openPostgres(primary.url(), { maxConnections: 2 })
  const onReplica = openPostgres(replica.url(), { maxConnections: 2 })
  const config = readConfig({
    ...{ WP_URL: installation.wordpress.url, SCHEDULER: 'off', PORT: '0' },
    ...{ OPENAI_BASE_URL: installation.provider.baseUrl, OPENAI_API_KEY: 'test', EMBED_DIMENSIONS: '16' },
    ...{ DATABASE_URL: primary.url(), DATABASE_READ_URL: replica.url() },
  })
  const app = await openApp(config, { isService: false })
  await syncOnce(app)
  const caughtUp = async () => {
    const [written] = await onPrimary.query<{ position: string }>('select pg_current_wal_lsn()::text as position')
    for (;;) {
      const [row] = await onReplica.query<{ isLevel: boolean }>(
        `select pg_last_wal_replay_lsn() >= $1::pg_lsn as "isLevel"`,
        [written?.position],
      )
      if (row?.isLevel) return
      await sleep(20)
    }
  }
  await caughtUp()
  return {
    ...{ installation, primary, replica, onPrimary, onReplica, config, app, caughtUp },
    untilRead: async () => {
      for (;;) {
        await findTitles(app, 'harbour')
        const rows = await onReplica.query<{ pid: number }>(
          `select pid from pg_stat_activity where application_name = 'askpress read' and query ~ 'chunks|postings'`,
        )
        if (rows.length > 0) return rows.map(({ pid }) => pid)
        await sleep(50)
      }
    },
    close: async () => {
      await app.close()
      for (const db of [onPrimary, onReplica]) await db.close()
      for (const server of [replica, primary]) await server.close()
      await installation.close()
    },
  }
}
