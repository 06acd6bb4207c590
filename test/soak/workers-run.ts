/** Several workers at once on sites that share their texts: each text should be embedded once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../src/store/db.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openTestPostgres } from '../database.ts'
import { startFakeOpenAi } from '../openai/fake-openai.ts'
import { startFaultServer } from '../wordpress/fault-server.ts'
import { readFingerprints } from './fingerprints.ts'
import { BIN, runSync } from './program.ts'
import { openSiteModel } from './site-model.ts'

export interface WorkerFigures {
  documents: number
  /** Documents that are not whole, with all their vectors. */
  torn: number
  uniqueTexts: number
  sentTexts: number
  ms: number
}

export interface WorkerOptions {
  workers: number
  /** That many addresses of sites with the very same posts. */
  sites: number
  posts: number
  seed: number
}

/** As it is run: workers that share a queue. */
export async function runWorkers(options: WorkerOptions): Promise<WorkerFigures> {
  return measure(options, async ({ db, env, urls }) => {
    const workers = Array.from({ length: options.workers }, () =>
      spawn(process.execPath, [BIN, 'worker'], { env: { ...env, WP_URL: urls.join() }, stdio: 'ignore' }),
    )
    for (let turn = 0; turn < 1_200 && !(await isDone(db, options)); turn++) await sleep(100)
    for (const worker of workers) {
      worker.kill('SIGTERM')
      if (worker.exitCode === null) await once(worker, 'exit')
    }
  })
}

/** The hardest case: every site has a process of its own, and all begin at one moment. */
export async function runRace(options: Omit<WorkerOptions, 'workers'>): Promise<WorkerFigures> {
  return measure({ ...options, workers: options.sites }, async ({ env, urls }) => {
    const site = (url: string) => ['--site', new URL(url).host]
    const ends = await Promise.all(urls.map((url) => runSync({ ...env, WP_URL: url }, null, site(url))))
    for (const { code, stdout } of ends) if (code !== 0) throw new Error(`a sync ended with ${code}: ${stdout}`)
  })
}

interface Scene {
  db: Db
  urls: string[]
  env: Record<string, string>
}

async function measure(options: WorkerOptions, run: (scene: Scene) => Promise<void>): Promise<WorkerFigures> {
  const db = await openTestPostgres(2)
  await migrate(db, await readMigrations())
  const { site } = openSiteModel(options.seed, { posts: options.posts, pages: 0 })
  const servers = await Promise.all(Array.from({ length: options.sites }, () => startFaultServer({ site })))
  const provider = await startFakeOpenAi()
  // As far away as a real one, so that requests of several processes overlap.
  provider.settings.latencyMs = 200
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', DATABASE_URL: db.url, LOG_LEVEL: 'warn' },
    ...{ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'test', EMBED_DIMENSIONS: '64' },
  }
  const startedAt = performance.now()
  await run({ db, env, urls: servers.map(({ url }) => url) })
  const ms = performance.now() - startedAt
  const found = [...(await readFingerprints(db)).values()]
  const texts = provider.requests.flatMap((request) => request.texts)
  await Promise.all([provider.close(), db.close(), ...servers.map((server) => server.close())])
  const torn = found.filter((fingerprint) => fingerprint.startsWith('torn')).length
  return { documents: found.length, torn, uniqueTexts: new Set(texts).size, sentTexts: texts.length, ms }
}

async function isDone(db: Db, { posts, sites }: WorkerOptions): Promise<boolean> {
  const [row] = await db.query<{ active: number; synced: number }>(
    `select (select count(*) from documents where status = 'active')::int as active,
            (select count(distinct site_id) from runs where outcome <> 'failed')::int as synced`,
  )
  return row?.active === posts * sites && row.synced === sites
}
