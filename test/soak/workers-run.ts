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

export interface RaceOptions extends Omit<WorkerOptions, 'workers'> {
  /** So many of the processes are killed by SIGKILL while the embedder has their texts, and started again. */
  kills: number
}

/** The hardest case: every site has a process of its own, and all begin at one moment. */
export async function runRace({ kills, ...options }: RaceOptions): Promise<WorkerFigures & { kills: number }> {
  let killed = 0
  const figures = await measure({ ...options, workers: options.sites }, async ({ env, urls, isEmbedding }) => {
    const sync = async (url: string, at: number) => {
      const start = (killAt: Promise<void> | null) =>
        runSync({ ...env, WP_URL: url }, killAt, ['--site', new URL(url).host])
      const first = await start(at < kills ? isEmbedding(at) : null)
      if (first.isKilled) killed++
      const { code, stdout } = first.isKilled ? await start(null) : first
      if (code !== 0) throw new Error(`a sync ended with ${code}: ${stdout}`)
    }
    await Promise.all(urls.map(sync))
  })
  return { ...figures, kills: killed }
}

interface Scene {
  db: Db
  urls: string[]
  env: Record<string, string>
  /** Resolves when the request to embed of that number is answered and not kept yet, counted from 0 over all processes. */
  isEmbedding(request: number): Promise<void>
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
  const isEmbedding = async (request: number) => {
    while (provider.requests.length <= request && !isOver) await sleep(5)
  }
  let isOver = false
  await run({ db, env, urls: servers.map(({ url }) => url), isEmbedding }).finally(() => {
    isOver = true
  })
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
