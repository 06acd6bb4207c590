/**
 * What one `/search` costs: CPU of the server and of the database together, and how long it takes.
 *
 *   npx node bench/search.ts [chunks=10000] [dimensions=1536]
 *
 * SPLIT=1 splits the tables by site first (deploy/postgres/split-by-site.sql). ONLY=pg leaves PGlite out.
 *
 * On PGlite always; on PostgreSQL where TEST_DATABASE_URL names a server of this machine. Every question was asked once
 * before, so its vector is cached: the provider's time is not ours.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent } from 'undici'
import type { Db } from '../src/store/db.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { openPglite } from '../src/store/pglite.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { findActiveSpace } from '../src/store/spaces.ts'
import { ensureVectorIndex, refreshStatistics } from '../src/store/vector-index.ts'
import { openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { startFakeOpenAi } from '../test/openai/fake-openai.ts'
import { cpuMs } from './cpu.ts'
import { aWord, fill, seeded } from './fill.ts'
import { startService } from './service.ts'

const chunks = Number(process.argv[2] ?? 10_000)
const dimensions = Number(process.argv[3] ?? 1_536)
const model = 'text-embedding-3-large'
const QUESTIONS = 100
const REQUESTS = 1_500
const MODES = ['vector', 'keyword', 'hybrid'] as const

const provider = await startFakeOpenAi()
const common = {
  OPENAI_BASE_URL: provider.baseUrl,
  OPENAI_API_KEY: 'test',
  EMBED_MODEL: model,
  EMBED_DIMENSIONS: String(dimensions),
}
console.log(`${chunks} chunks, ${dimensions} dimensions, ${REQUESTS} requests, one after the other, ${process.version}`)
if (testDatabaseUrl) await onPostgres()
else console.log('PostgreSQL: skipped, TEST_DATABASE_URL is not set')
if (process.env.ONLY !== 'pg') await onPglite()
await provider.close()

async function onPostgres(): Promise<void> {
  const db = await openTestPostgres()
  await migrate(db, await readMigrations())
  await fill(db, { chunks, dimensions, model })
  if (process.env.SPLIT === '1') await split(db)
  const service = await startService({ ...common, DATABASE_URL: db.url })
  const watcher = openPostgres(db.url, { maxConnections: 1 })
  const backends = async () => {
    const rows = await watcher.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    return rows.map((row) => row.pid)
  }
  for (const mode of MODES) await measure(`PostgreSQL ${mode}`, service, { mode, database: backends })
  await service.stop()
  await watcher.close()
  await db.close()
}

async function split(db: Db): Promise<void> {
  await db.query(await readFile(new URL('../deploy/postgres/split-by-site.sql', import.meta.url), 'utf8'))
  const space = await findActiveSpace(db)
  if (space) await ensureVectorIndex(db, space)
  await refreshStatistics(db)
}

async function onPglite(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-bench-'))
  const db = await openPglite(folder)
  await migrate(db, await readMigrations())
  await fill(db, { chunks, dimensions, model })
  await db.close()
  const service = await startService({ ...common, DATA_DIR: folder })
  for (const mode of MODES) await measure(`PGlite ${mode}`, service, { mode, database: async () => [] })
  await service.stop()
  await rm(folder, { recursive: true, force: true })
}

interface Target {
  mode: (typeof MODES)[number]
  database(): Promise<number[]>
}

async function measure(name: string, service: { url: string; pid: number }, { mode, database }: Target): Promise<void> {
  const random = seeded(9)
  const questions = Array.from({ length: QUESTIONS }, () => Array.from({ length: 7 }, () => aWord(random)).join(' '))
  const agent = new Agent({ connections: 1 })
  const ask = (q: string) => post(agent, service.url, { q, mode })
  for (const q of questions) await ask(q)
  const pids = await database()
  const before = { server: cpuMs([service.pid]), database: cpuMs(pids) }
  const times: number[] = []
  for (let request = 0; request < REQUESTS; request++) {
    const startedAt = performance.now()
    await ask(questions[request % QUESTIONS] ?? '')
    times.push(performance.now() - startedAt)
  }
  const server = (cpuMs([service.pid]) - before.server) / REQUESTS
  const db = (cpuMs(pids) - before.database) / REQUESTS
  if (db < 0) throw new Error('a database connection ended during the measurement: measure again')
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2)
  console.log(
    `${name.padEnd(20)} CPU ${(server + db).toFixed(2)} ms a request (server ${server.toFixed(2)}, database ${db.toFixed(2)})` +
      `  p50 ${at(0.5)} ms  p95 ${at(0.95)} ms`,
  )
  await agent.close()
}

async function post(agent: Agent, url: string, body: unknown): Promise<void> {
  const answer = await agent.request({
    origin: url,
    path: '/search',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.body.text()
  // A machine that others use as well may be too slow for a moment; asked again, it costs what it costs.
  if (answer.statusCode === 503) return post(agent, url, body)
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${text}`)
}
