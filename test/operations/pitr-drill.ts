/**
 * Point-in-time recovery: a server whose files are destroyed comes back out of a base backup and the archive of its log.
 *
 * Twice: to its last moment, which tells how much is lost, and to a chosen moment before, as after a mistake.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { markAsRestored } from '../../src/app/restore.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { findTitles, type Installation, openInstallation, syncOnce, topicOf, withProgram } from './installation.ts'
import { type OwnPostgres, openOwnPostgres } from './own-postgres.ts'

export interface PitrFigures {
  archiveTimeoutSeconds: number
  /** Seconds of writes that are gone with the server. */
  lostSeconds: number
  /** Between the chosen moment and the last write before it that came back. */
  missedSeconds: number
  /** From the decision to the first connection. */
  recoveryMs: number
  faults: string[]
}

const BEAT_MS = 100

export async function drillPitr(archiveTimeoutSeconds: number): Promise<PitrFigures> {
  const installation = await openInstallation('postgres')
  const server = await openOwnPostgres()
  const archive = join(server.folder, 'archive')
  const base = join(server.folder, 'base')
  server.set('wal_level=replica')
  server.set('archive_mode=on')
  server.set(`archive_timeout=${archiveTimeoutSeconds}`)
  // Never over a file that is there: two servers on one archive would spoil it for both.
  server.set(`archive_command=test ! -f ${archive}/%f && cp %p ${archive}/%f`)
  try {
    await server.shell(`mkdir ${archive}`)
    await server.start()
    const config = configOf(installation, server.url())
    await withProgram(config, syncOnce)
    await server.run('pg_basebackup', '--pgdata', base, '--checkpoint=fast', '--dbname', server.url())
    const writes = await writeUntilDestroyed(server, archiveTimeoutSeconds)
    const last = await recover(server, { base, archive, until: null })
    const lostSeconds = (writes.endedAt - last.newestAt) / 1000
    const faults = await checkService(installation, config)
    await destroy(server)
    const chosen = await recover(server, { base, archive, until: writes.chosenAt })
    return {
      ...{ archiveTimeoutSeconds, lostSeconds, recoveryMs: last.ms, faults },
      missedSeconds: (writes.chosenAt - chosen.newestAt) / 1000,
    }
  } finally {
    await server.close()
    await installation.close()
  }
}

/** Beats for two and a half stretches of the archive, then the disk is gone in the middle of one. */
async function writeUntilDestroyed(
  server: OwnPostgres,
  archiveTimeoutSeconds: number,
): Promise<{ endedAt: number; chosenAt: number }> {
  const stretchMs = archiveTimeoutSeconds * 1000
  const startedAt = Date.now()
  let endedAt = startedAt
  await withDb(server.url(), async (db) => {
    await db.query('create table beats (at timestamptz not null)')
    while (Date.now() - startedAt < 2.5 * stretchMs) {
      await db.query('insert into beats values (clock_timestamp())')
      endedAt = Date.now()
      await sleep(BEAT_MS)
    }
    await destroy(server)
  })
  return { endedAt, chosenAt: startedAt + 0.7 * stretchMs }
}

async function destroy(server: OwnPostgres): Promise<void> {
  await server.kill()
  await rm(server.dataDir, { recursive: true, force: true, maxRetries: 10 })
}

interface Recovery {
  base: string
  archive: string
  /** Null: to the end of the archive. */
  until: number | null
}

/** As docs/operations.md tells it. */
async function recover(
  server: OwnPostgres,
  { base, archive, until }: Recovery,
): Promise<{ newestAt: number; ms: number }> {
  const startedAt = performance.now()
  const settings = [`restore_command = 'cp ${archive}/%f %p'`, `recovery_target_action = 'promote'`]
  // The server reads its settings before it knows any name of a zone: `Z` is refused.
  if (until !== null) settings.push(`recovery_target_time = '${new Date(until).toISOString().replace('Z', '+00')}'`)
  await server.shell(`
    cp -a ${base} ${server.dataDir}
    cat >> ${server.dataDir}/postgresql.auto.conf <<'END'\n${settings.join('\n')}\nEND
    touch ${server.dataDir}/recovery.signal
  `)
  await server.start()
  const newestAt = await withDb(server.url(), async (db) => {
    await untilPromoted(db)
    const [row] = await db.query<{ at: Date }>('select max(at) as at from beats')
    return row?.at.getTime() ?? 0
  })
  return { newestAt, ms: performance.now() - startedAt }
}

async function untilPromoted(db: Db): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ recovers: boolean }>('select pg_is_in_recovery() as recovers')
    if (row?.recovers === false) return
    await sleep(50)
  }
}

/** What came back is not served before it was looked through; then it is. */
async function checkService({ wordpress }: Installation, config: Config): Promise<string[]> {
  const faults: string[] = []
  const { site } = wordpress
  site.posts = site.posts.filter(({ id }) => id !== 3)
  await markAsRestored(config)
  await withProgram(config, async (app) => {
    const early = await findTitles(app, topicOf(3)).catch((error: Error) => error)
    if (!(early instanceof Error)) faults.push('it was served before it was swept')
    const run = await syncOnce(app)
    if (run.outcome !== 'done' || run.removed !== 1) faults.push(`the sweep ended with ${run.outcome}`)
  })
  await withProgram(config, async (app) => {
    if ((await findTitles(app, topicOf(3))).length > 0) faults.push('a deleted post is served')
    if ((await findTitles(app, topicOf(4))).length === 0) faults.push('a post is lost')
  })
  return faults
}

function configOf({ wordpress, provider }: Installation, url: string): Config {
  return readConfig({
    WP_URL: wordpress.url,
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'test',
    EMBED_DIMENSIONS: '16',
    DATABASE_URL: url,
  })
}

async function withDb<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openPostgres(url, { maxConnections: 1 })
  return work(db).finally(() => db.close())
}
