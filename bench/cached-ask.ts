/**
 * A repeated /ask beside the least that any service would have to do for it: answers a second on one core, and CPU.
 *
 *   TEST_DATABASE_URL=postgresql://… node bench/cached-ask.ts [--seconds 2] [--rounds 8] [--questions 200] [--profile]
 *
 * `askpress serve` with PostgreSQL, Redis, a key and its log, and a bare Fastify route that sends what one GET from Redis
 * gives it: the same bytes, the same requests, by turns, each bound to core 0. Redis is started for it; PostgreSQL and the
 * client have the other core, so on a machine of two cores the client may be the limit. With 2,000 questions in turn none is
 * near any more and each comes out of Redis. `--profile` leaves a .cpuprofile.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import type { Db } from '../src/store/db.ts'
import { replaceDocuments } from '../src/store/documents.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { saveSite } from '../src/store/sites.ts'
import { openTestPostgres } from '../test/database.ts'
import { aSite, aWrite } from '../test/makers.ts'
import { startFakeOpenAi } from '../test/openai/fake-openai.ts'
import { type RedisServer, startRedis } from '../test/redis.ts'
import { cpuMs } from './cpu.ts'
import { aText, seeded } from './fill.ts'
import { type LoadResult, load } from './load.ts'
import { freePort, pinned, type Service, startService, untilReady } from './service.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    questions: { type: 'string', default: '200' },
    profile: { type: 'boolean', default: false },
  },
})
const CORE = 0
const QUESTIONS = Number(values.questions)
const KEY = 'a-key-for-the-benchmark'
const headers = { 'x-api-key': KEY }

const closers: (() => Promise<unknown>)[] = []
/** Whatever happens, nothing that was started stays behind. */
const owned = <T>(value: T, close: () => Promise<unknown>): T => {
  closers.push(close)
  return value
}

const db = await openTestPostgres()
owned(db, () => db.close())
try {
  await run()
} finally {
  for (const close of closers.reverse()) await close()
}

async function run(): Promise<void> {
  await migrate(db, await readMigrations())
  const bodies = (await fillTopics(db)).map((q) => JSON.stringify({ q }))
  const provider = await startFakeOpenAi()
  owned(provider, () => provider.close())
  const redis = await startRedis()
  owned(redis, () => redis.kill())
  const service = await startService(
    {
      DATABASE_URL: db.url,
      REDIS_URL: redis.url,
      OPENAI_BASE_URL: provider.baseUrl,
      EMBED_DIMENSIONS: '64',
      API_KEY: KEY,
      LOG_LEVEL: 'info',
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
    { core: CORE, isQuiet: true, nodeOptions: values.profile ? ['--cpu-prof', '--cpu-prof-dir=.cpuprofile'] : [] },
  )
  owned(service, () => service.stop())
  const bare = await startBare(redis.url)
  owned(bare, () => bare.stop())
  await keepForBoth(service, redis, bodies)
  const embeddings = provider.requests.length

  const [ours, theirs]: [Round[], Round[]] = [[], []]
  for (let round = 0; round < Number(values.rounds); round++) {
    theirs.push(await measure('bare Fastify and Redis GET', bare, { redis, bodies }))
    ours.push(await measure('askpress /ask, cached', service, { redis, bodies }))
  }
  // The best round of each is the one that others on the machine have disturbed least.
  const [best, bestBare] = [ours, theirs].map((rounds) => ({
    perSecond: Math.max(...rounds.map(({ perSecond }) => perSecond)),
    cpuMs: Math.min(...rounds.map(({ cpuMs }) => cpuMs)),
  })) as [Best, Best]
  console.log(
    `best rounds: ${best.perSecond.toFixed(0)} of ${bestBare.perSecond.toFixed(0)} a second, ` +
      `ratio ${(best.perSecond / bestBare.perSecond).toFixed(2)}; CPU of all server processes ${best.cpuMs.toFixed(3)} of ` +
      `${bestBare.cpuMs.toFixed(3)} ms an answer`,
  )
  console.log(`embedding requests while it ran: ${provider.requests.length - embeddings}`)
}

type Best = Pick<Round, 'perSecond' | 'cpuMs'>

interface Setting {
  redis: RedisServer
  bodies: readonly string[]
}

interface Round extends LoadResult {
  /** Of the service, Redis and its connections to PostgreSQL, for one answer. */
  cpuMs: number
}

async function measure(name: string, { url, pid }: Service, { redis, bodies }: Setting): Promise<Round> {
  const options = { url, bodies, headers, connections: Number(values.connections), expected: '"cached":true' }
  await load({ ...options, ms: 500 })
  const pids = [pid, redis.pid, ...(await backends())]
  const before = pids.map((one) => cpuMs([one]))
  const result = await load({ ...options, ms: Number(values.seconds) * 1000 })
  const spent = pids.map((one, index) => (cpuMs([one]) - (before[index] ?? 0)) / result.answers)
  const total = spent.reduce((sum, ms) => sum + ms, 0)
  console.log(
    `${name.padEnd(27)} ${result.perSecond.toFixed(0).padStart(6)} a second  p50 ${result.p50Ms.toFixed(1)} ms  ` +
      `p99 ${result.p99Ms.toFixed(1)} ms  CPU ${total.toFixed(3)} ms an answer (server ${spent[0]?.toFixed(3)}, ` +
      `Redis ${spent[1]?.toFixed(3)})  ${result.bytes} bytes, ${result.others} not from the cache`,
  )
  return { ...result, cpuMs: total }
}

/** The service is the only one with connections to this database, beside the one that filled it. */
async function backends(): Promise<number[]> {
  const rows = await db.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  return rows.map(({ pid }) => pid)
}

/** Topics of eight passages each, and a question for each topic: an answer shows all eight, as one of a real site may. */
async function fillTopics(to: Db): Promise<string[]> {
  const random = seeded(7)
  const site = await saveSite(to, aSite())
  const words = (topic: number) => ['lamp', 'mirror', 'tower', 'signal'].map((word) => `${word}${topic}x`).join(' ')
  for (let topic = 0; topic < QUESTIONS; topic++) {
    const passage = () => `${words(topic)} ${aText(random, 120)}`
    const writes = [0, 1, 2, 3].map((n) =>
      aWrite([passage(), passage()], { wpId: topic * 4 + n + 1, title: words(topic) }),
    )
    await replaceDocuments(to, { siteId: site.id, fence: null }, writes, new Date())
  }
  return Array.from({ length: QUESTIONS }, (_, topic) => `What about the ${words(topic)}?`)
}

/** Asks everything twice: the second time it comes out of the cache. The bare server gets the same bytes. */
async function keepForBoth(service: Service, redis: RedisServer, bodies: readonly string[]): Promise<void> {
  const client = new Redis(redis.url)
  let refused = 0
  for (const body of bodies) {
    const ask = () =>
      fetch(`${service.url}/ask`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
    let text = ''
    // On a busy machine Redis may be late, and what is late is not kept.
    for (let attempt = 0; attempt < 20 && JSON.parse(text || '{}').cached !== true; attempt++)
      text = await (await ask()).text()
    const { cached, outcome } = JSON.parse(text)
    if (cached !== true) throw new Error(`not cached: ${text.slice(0, 200)}`)
    if (outcome === 'refused') refused++
    await client.set(`bare:${JSON.parse(body).q}`, text)
  }
  client.disconnect()
  console.log(
    `${bodies.length} questions, ${refused} of them refused, ${values.connections} connections, ${process.version}`,
  )
}

async function startBare(redisUrl: string): Promise<Service> {
  const port = await freePort()
  const script = new URL('bare-server.ts', import.meta.url).pathname
  const [command = '', ...args] = pinned([process.execPath, script], CORE)
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', PORT: String(port), REDIS_URL: redisUrl },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child)
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
