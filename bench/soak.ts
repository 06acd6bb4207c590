/**
 * Long proofs that the index follows the site, each repeatable by its seed:
 *
 *   node bench/soak.ts faults [--rounds 200] [--seed 1] [--kind NAME] [--database pglite|postgres]
 *   node bench/soak.ts model [--ops 20000] [--seed 1] [--database pglite|postgres] [--sigkill]
 *   node bench/soak.ts workers [--posts 300]
 *   node bench/soak.ts sweep [--posts 20000] [--database pglite|postgres]
 *
 * Ends with exit code 1 when anything was wrong. Short forms run with the tests: test/soak.
 */
import { parseArgs } from 'node:util'
import type { Db } from '../src/store/db.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { openTestPglite, openTestPostgres } from '../test/database.ts'
import { startFakeOpenAi } from '../test/openai/fake-openai.ts'
import { faultKinds } from '../test/soak/fault-kinds.ts'
import { runFaultRounds } from '../test/soak/fault-rounds.ts'
import { openPgliteHome, openPostgresHome } from '../test/soak/homes.ts'
import { killProcess } from '../test/soak/killed-process.ts'
import { runModel } from '../test/soak/model-run.ts'
import { runSync } from '../test/soak/program.ts'
import { openSiteModel } from '../test/soak/site-model.ts'
import type { ModelFigures, ModelOptions } from '../test/soak/soak.ts'
import { runRace, runWorkers, type WorkerFigures } from '../test/soak/workers-run.ts'
import { startFaultServer } from '../test/wordpress/fault-server.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '200' },
    ops: { type: 'string', default: '20000' },
    posts: { type: 'string' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    database: { type: 'string', default: 'pglite' },
    sigkill: { type: 'boolean', default: false },
  },
})
/** Of one process: three requests, and a group of them is kept together. */
const TEXTS_IN_FLIGHT = 512
const seed = Number(values.seed)
const startedAt = performance.now()
const wrong = await run(positionals[0] ?? '')
console.log(
  `${wrong.length} wrong, ${((performance.now() - startedAt) / 1000).toFixed(0)} s, seed ${seed}, ${values.database}`,
)
for (const sentence of wrong.slice(0, 50)) console.log(`  ${sentence}`)
process.exitCode = wrong.length > 0 ? 1 : 0

async function run(command: string): Promise<string[]> {
  if (command === 'faults') return faults()
  if (command === 'model') return model()
  if (command === 'workers') return workers()
  if (command === 'sweep') return sweep()
  throw new Error(`there is no "${command}": faults, model, workers or sweep`)
}

async function faults(): Promise<string[]> {
  const wrong: string[] = []
  const kinds = values.kind ? [values.kind] : Object.keys(faultKinds)
  const sum = { syncs: 0, falseDeletions: 0, arrived: 0, added: 0 }
  for (const kind of kinds) {
    const db = await openDatabase()
    const figures = await runFaultRounds(db, { kinds: [kind], seed, rounds: Number(values.rounds) })
    await db.close()
    wrong.push(...figures.wrong)
    for (const name of ['syncs', 'falseDeletions', 'arrived', 'added'] as const) sum[name] += figures[name]
    console.log(
      `${kind}: ${figures.syncs} syncs, ${figures.falseDeletions} false deletions, ${figures.added} of ${figures.arrived} ` +
        `additions applied, ${JSON.stringify(figures.outcomes)}, ${figures.wrong.length} wrong`,
    )
  }
  console.log(
    `${kinds.length} kinds: ${sum.syncs} syncs, ${sum.falseDeletions} false deletions, ${sum.added} of ${sum.arrived} additions`,
  )
  return wrong
}

async function model(): Promise<string[]> {
  const db = await openDatabase()
  let next = 0
  const onProgress = (ops: number, { wrong, ...figures }: ModelFigures) => {
    if (ops < next) return
    next = ops + 1_000
    console.log(JSON.stringify({ ...figures, wrong: wrong.length }))
  }
  const { wrong, ...figures } = await runModel(db, { seed, ops: Number(values.ops), onProgress, ...sigkill(db) })
  await db.close()
  console.log(JSON.stringify(figures))
  return wrong
}

async function workers(): Promise<string[]> {
  const wrong: string[] = []
  const posts = Number(values.posts ?? 300)
  const show = (name: string, { documents, torn, uniqueTexts, sentTexts, ms }: WorkerFigures) => {
    const sent = `${sentTexts} texts sent for ${uniqueTexts} unique ones`
    console.log(`${name}: ${documents} documents, ${torn} torn, ${sent}, ${(ms / 1000).toFixed(1)} s`)
    if (torn > 0) wrong.push(`${name}: ${torn} documents are torn`)
    if (sentTexts > uniqueTexts) wrong.push(`${name}: ${sentTexts - uniqueTexts} texts were embedded again`)
  }
  show('4 workers, 1 site', await runWorkers({ workers: 4, sites: 1, posts, seed }))
  show('4 workers, 4 sites of the same posts', await runWorkers({ workers: 4, sites: 4, posts, seed }))
  show('4 syncs at one moment, 4 sites of the same posts', await runRace({ sites: 4, posts, seed, kills: 0 }))
  const killed = await runRace({ sites: 4, posts, seed, kills: 2 })
  // The requests in flight of each that was killed are asked for again.
  const sentTexts = Math.max(killed.uniqueTexts, killed.sentTexts - 2 * TEXTS_IN_FLIGHT)
  show('the same, two killed by SIGKILL and started again', { ...killed, sentTexts })
  return wrong
}

/** The second sync of an unchanged site is a sweep and nothing else. */
async function sweep(): Promise<string[]> {
  const wrong: string[] = []
  for (const posts of [2_000, Number(values.posts ?? 20_000)]) {
    const home = await (values.database === 'postgres' ? openPostgresHome() : openPgliteHome())
    await home.stopReading()
    const provider = await startFakeOpenAi()
    const wordpress = await startFaultServer({ site: openSiteModel(seed, { posts, pages: 0, isPlain: true }).site })
    const env = { ...home.env, WP_URL: wordpress.url, OPENAI_BASE_URL: provider.baseUrl }
    const first = await runSync(env, null)
    wordpress.fault({ delayMs: 20 })
    wordpress.requests.length = 0
    const startedAt = performance.now()
    const { code, stdout, peakMb } = await runSync(env, null)
    const seconds = (performance.now() - startedAt) / 1000
    console.log(
      `sweep of ${posts} posts: ${seconds.toFixed(1)} s, ${wordpress.requests.length} requests of 20 ms and the server's own ` +
        `time, peak ${peakMb.toFixed(0)} MB (first sync: ${first.peakMb.toFixed(0)} MB)`,
    )
    if (code !== 0) wrong.push(`the sync of ${posts} posts ended with ${code}: ${stdout}`)
    if (seconds > 60) wrong.push(`a sweep of ${posts} posts took ${seconds} s`)
    await Promise.all([home.close(), provider.close(), wordpress.close()])
  }
  return wrong
}

/** Half of the kills are then of a process, which needs a database for several. */
function sigkill(db: Db & { url?: string }): Pick<ModelOptions, 'killProcess'> {
  const { url } = db
  if (!values.sigkill || url === undefined) return {}
  return { killProcess: (run, afterMs) => killProcess({ ...run, databaseUrl: url }, afterMs) }
}

async function openDatabase(): Promise<Db & { url?: string }> {
  const db = values.database === 'postgres' ? await openTestPostgres() : await openTestPglite()
  await migrate(db, await readMigrations())
  return db
}
