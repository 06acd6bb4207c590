/**
 * How exactly limits hold: two processes on one Redis, keys of 60 a minute at 0.5 to 10 times that with a burst at every
 * edge of a minute, against the same sequence counted by one; then 500 simultaneous requests, many times over.
 *
 *     TEST_DATABASE_URL=… TEST_REDIS_URL=… node bench/limits.ts [--seconds 120] [--races 100]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { openKeyCommands } from '../src/app/keys.ts'
import { readConfig } from '../src/config.ts'
import { take } from '../src/limits/gcra.ts'
import { openTestPostgres } from '../test/database.ts'
import { type Service, startService } from './service.ts'

const RATE = { limit: 60, windowMs: 60_000 }
const LOADS = [0.5, 1, 2, 10]

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '120' }, races: { type: 'string', default: '100' } },
})
const agent = new Agent({ connections: 256 })

interface Asked {
  atMs: number
  isAllowed: boolean
}

const db = await openTestPostgres()
const env = {
  DATABASE_URL: db.url,
  REDIS_URL: process.env.TEST_REDIS_URL ?? '',
  TRUST_PROXY: '127.0.0.1',
  API_KEY: 'only-so-that-the-door-is-shut',
}
const services = [await startService(env), await startService(env)]
const keys = openKeyCommands(db, readConfig({}))
try {
  for (const result of await Promise.all(LOADS.map(measureLoad))) console.log(result)
  console.log(await race(Number(values.races)))
} finally {
  await Promise.all(services.map((service) => service.stop()))
  await db.close()
  await agent.close()
}

async function aKey(): Promise<string> {
  const wish = { name: '', scopes: [], origins: [], sites: [], ratePerMinute: RATE.limit, expiresDays: null }
  return (await keys.createKey(wish)).secret
}

/** A question without a question: counted, and answered 400 at once. */
async function ask(service: Service, key: string, address: string, startedAt: number): Promise<Asked> {
  const atMs = performance.now() - startedAt
  const headers = { 'content-type': 'application/json', 'x-api-key': key, 'x-forwarded-for': address }
  const { statusCode, body } = await request(`${service.url}/search`, {
    method: 'POST',
    headers,
    body: '{}',
    dispatcher: agent,
  })
  await body.dump()
  // A busy process sheds load: not admitted either.
  if (![400, 429, 503].includes(statusCode)) throw new Error(`answered ${statusCode}`)
  return { atMs, isAllowed: statusCode === 400 }
}

/** Steadily to both processes by turns, and at each edge of the minute as many at once as a fixed window would let in. */
async function measureLoad(load: number): Promise<string> {
  const key = await aKey()
  const address = `203.0.113.${LOADS.indexOf(load) + 1}`
  const everyMs = RATE.windowMs / (RATE.limit * load)
  const startedAt = performance.now()
  const endMs = Number(values.seconds) * 1_000
  const asked: Promise<Asked>[] = []
  let edgeMs = RATE.windowMs - (Date.now() % RATE.windowMs)
  for (let n = 0, nextMs = 0; nextMs < endMs; n++, nextMs += everyMs) {
    await sleep(Math.max(0, nextMs - (performance.now() - startedAt)))
    const send = (turn: number) => asked.push(ask(services[turn % 2] ?? never(), key, address, startedAt))
    send(n)
    if (load > 1 && nextMs >= edgeMs - 500) {
      for (let burst = 0; burst < RATE.limit; burst++) send(burst)
      edgeMs += RATE.windowMs
    }
  }
  const all = (await Promise.all(asked)).sort((a, b) => a.atMs - b.atMs)
  const admitted = all.filter(({ isAllowed }) => isAllowed)
  const right = countRight(all)
  const most = Math.max(
    ...admitted.map(({ atMs }) => admitted.filter((one) => one.atMs >= atMs && one.atMs < atMs + 60_000).length),
  )
  const ratio = (admitted.length / right).toFixed(3)
  return `load ${load}: asked ${all.length}, admitted ${admitted.length} of ${right} (${ratio}), at most ${most} in 60 s`
}

/** What one who sees everything would have let in. */
function countRight(all: readonly Asked[]): number {
  let [fullAt, count] = [0, 0]
  for (const { atMs } of all) {
    const taken = take(RATE, fullAt, atMs)
    fullAt = taken.fullAt
    if (taken.isAllowed) count++
  }
  return count
}

async function race(runs: number): Promise<string> {
  let over = 0
  let under = 0
  for (let run = 0; run < runs; run++) {
    const key = await aKey()
    const startedAt = performance.now()
    const address = `198.51.${Math.floor(run / 250)}.${run % 250}`
    const all = await Promise.all(
      Array.from({ length: 500 }, (_, n) => ask(services[n % 2] ?? never(), key, address, startedAt)),
    )
    const admitted = all.filter(({ isAllowed }) => isAllowed).length
    // One a second is refilled while they are on their way.
    const refilled = Math.floor((performance.now() - startedAt) / (RATE.windowMs / RATE.limit))
    over += Math.max(0, admitted - RATE.limit - refilled)
    under += Math.max(0, RATE.limit - admitted)
  }
  return `500 at once, ${runs} times: ${over} admitted too many, ${under} too few`
}

function never(): never {
  throw new Error('there are two services')
}
