/**
 * What each vector index finds of the true nearest, and what a question costs the database.
 *
 *   npx node bench/index.ts [chunks=10000] [dimensions=1536]
 *
 * On PostgreSQL: TEST_DATABASE_URL names a server of this machine. Questions are new vectors near the same centres as
 * those stored. What a whole /search costs at a size is measured by bench/search.ts.
 */

import type { Db } from '../src/store/db.ts'
import { effortOf, type VectorIndex } from '../src/store/index-choice.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { type Near, searchByVector } from '../src/store/nearest.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { shareFound } from '../src/store/recall.ts'
import { findActiveSpace, type Space } from '../src/store/spaces.ts'
import { ensureVectorIndex } from '../src/store/vector-index.ts'
import { openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { cpuMs } from './cpu.ts'
import { clusteredVector, fill, seeded } from './fill.ts'

const chunks = Number(process.argv[2] ?? 10_000)
const dimensions = Number(process.argv[3] ?? 1_536)
const QUESTIONS = 100
const NEAREST = 10
/** Candidates that a search by vector asks for with its default of 8 passages. */
const LIMIT = 24
/** Of each question, for its CPU: /proc counts in hundredths of a second. */
const TURNS = 10
/** What effective_cache_size has to be for the program to choose this one. */
const MEMORY = { hnsw: '64GB', bit: '8kB' }

if (!testDatabaseUrl) throw new Error('set TEST_DATABASE_URL to a server of this machine')
console.log(`${chunks} chunks, ${dimensions} dimensions, ${QUESTIONS} questions, ${process.version}`)
const db = await openTestPostgres()
await migrate(db, await readMigrations())
await fill(db, { chunks, dimensions, model: 'bench', words: 6 })
const space = await findActiveSpace(db)
if (!space) throw new Error('there is no space')
const random = seeded(77)
const questions = Array.from({ length: QUESTIONS }, () => clusteredVector(random, dimensions))
const [site] = await db.query<{ id: number }>('select id from sites')
const ask = (on: Db, by: Space, index: VectorIndex, vector: Buffer) =>
  searchByVector(on, {
    space: by,
    index,
    effort: effortOf('postgres', index, chunks),
    vector,
    siteIds: [site?.id ?? 0],
    isPartial: false,
    filters: {},
    limit: LIMIT,
  })

const truths: Near[][] = []
for (const vector of questions) truths.push((await ask(db, space, 'exact', vector)).slice(0, NEAREST))
await measure('exact', 0)
for (const kind of ['hnsw', 'bit'] as const) {
  await db.query(`alter database ${new URL(db.url).pathname.slice(1)} set effective_cache_size = '${MEMORY[kind]}'`)
  const sized = openPostgres(db.url, { maxConnections: 2 })
  const startedAt = performance.now()
  await ensureVectorIndex(sized, space, async () => {})
  await measure(kind, performance.now() - startedAt)
  await sized.close()
}
await db.close()

async function measure(index: VectorIndex, buildMs: number): Promise<void> {
  if (!space) return
  const one = openPostgres(db.url, { maxConnections: 1 })
  const [backend] = await one.query<{ pid: number }>('select pg_backend_pid() as pid')
  const shares: number[] = []
  for (const [at, vector] of questions.entries()) {
    const found = (await ask(one, space, index, vector)).slice(0, NEAREST)
    shares.push(shareFound(found, truths[at] ?? []))
  }
  const turns = index === 'exact' ? 1 : TURNS
  const before = cpuMs([backend?.pid ?? 0])
  const startedAt = performance.now()
  for (let turn = 0; turn < turns; turn++) for (const vector of questions) await ask(one, space, index, vector)
  const ms = (performance.now() - startedAt) / (turns * QUESTIONS)
  const cpu = (cpuMs([backend?.pid ?? 0]) - before) / (turns * QUESTIONS)
  const [size] = await one.query<{ bytes: number }>(
    `select coalesce(sum(pg_relation_size(oid)), 0)::bigint as bytes from pg_class where relname like 'vectors%\\_${index}'`,
  )
  await one.close()
  const recall = shares.reduce((sum, share) => sum + share, 0) / shares.length
  console.log(
    `${index.padEnd(6)} recall@10 ${recall.toFixed(4)}  CPU ${cpu.toFixed(2)} ms  ${ms.toFixed(2)} ms a question` +
      `  index ${((size?.bytes ?? 0) / 1e6).toFixed(0)} MB, made in ${(buildMs / 1000).toFixed(1)} s`,
  )
}
