/**
 * What becomes of a service under load when its database is taken away: sent away, killed, silenced, slowed down.
 *
 * Each drill answers figures and a list of what did not hold; the long forms are in bench/outages.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../../src/store/db.ts'
import { openPostgres } from '../../../src/store/postgres.ts'
import { createTestDatabase } from '../../database.ts'
import { type OwnPostgres, openOwnPostgres } from '../own-postgres.ts'
import { type Outcome, percentile, startLoad, unexpected } from './load.ts'
import { openProxy } from './proxy.ts'
import { type Running, startRunning, untilReady } from './service.ts'

export interface DrillFigures {
  rounds: number
  requests: number
  refused: number
  /** The longest from the database's return to the service's. */
  slowestRecoveryMs: number
  faults: string[]
}

/** R06: every backend is sent away, again and again, under 20 questions a second and a sync. */
export async function drillTerminated(rounds: number): Promise<DrillFigures> {
  const database = await createTestDatabase()
  const admin = openPostgres(database.url, { maxConnections: 1 })
  const running = await startRunning({ databaseUrl: database.url })
  try {
    return await underLoad(running, rounds, async () => {
      await sleep(100 + Math.random() * 200)
      await terminateAll(admin)
      return untilReady(running.service.url)
    })
  } finally {
    await running.close()
    await admin.close()
    await database.drop()
  }
}

/** R07: the server crashes, and comes back. */
export async function drillKilled(rounds: number): Promise<DrillFigures> {
  return withOwnServer(async (server) => {
    const running = await startRunning({ databaseUrl: server.url() })
    try {
      return await underLoad(running, rounds, async () => {
        await server.kill()
        await sleep(300)
        await server.start()
        return untilReady(running.service.url)
      })
    } finally {
      await running.close()
    }
  })
}

/** A network that swallows everything, for as long as `silentMs`: nothing is refused, nothing answered. */
export async function drillSilent(rounds: number, silentMs: number): Promise<DrillFigures> {
  return withOwnServer(async (server) => {
    const proxy = await openProxy(server.port)
    const running = await startRunning({
      databaseUrl: server.url(),
      serviceDatabaseUrl: `postgres://app@127.0.0.1:${proxy.port}/postgres`,
    })
    try {
      const figures = await underLoad(running, rounds, async (fault) => {
        proxy.set('silent')
        const probe = await timeProbe(running.service.url)
        if (probe.status !== 503 || probe.ms > 1_500) fault(`/readyz said ${probe.status} after ${probe.ms} ms`)
        await sleep(silentMs)
        // What was swallowed is lost for good: connections of before are dead, and nobody says so.
        proxy.set('closed')
        proxy.set('open')
        return untilReady(running.service.url)
      })
      return figures
    } finally {
      await running.close()
      await proxy.close()
    }
  })
}

export interface SlowFigures extends DrillFigures {
  baselineP95Ms: number
  afterP95Ms: number
  slowestRefusalMs: number
}

/** R09: every packet takes 200 ms longer while 50 a second ask. */
export async function drillSlow(slowMs: number, delayMs = 200): Promise<SlowFigures> {
  return withOwnServer(async (server) => {
    const proxy = await openProxy(server.port)
    const running = await startRunning({
      databaseUrl: server.url(),
      serviceDatabaseUrl: `postgres://app@127.0.0.1:${proxy.port}/postgres`,
      env: { SCHEDULER: 'off' },
    })
    const p95 = (some: readonly Outcome[]) =>
      percentile(
        some.map(({ ms }) => ms),
        0.95,
      )
    try {
      const baseline = await loadFor(running.service.url, 2_000)
      proxy.delay(delayMs)
      const slow = await loadFor(running.service.url, slowMs)
      proxy.delay(0)
      const slowestRecoveryMs = await untilReady(running.service.url)
      const after = await loadFor(running.service.url, 2_000)
      const refusals = slow.filter(({ status }) => status === 503)
      const faults = unexpected([...baseline, ...slow, ...after])
      if (after.some(({ status }) => status !== 200)) faults.push('not every question is answered afterwards')
      return {
        rounds: 1,
        requests: baseline.length + slow.length + after.length,
        refused: refusals.length,
        slowestRecoveryMs,
        baselineP95Ms: p95(baseline),
        afterP95Ms: p95(after),
        slowestRefusalMs: Math.max(0, ...refusals.map(({ ms }) => ms)),
        faults,
      }
    } finally {
      await running.close()
      await proxy.close()
    }
  })
}

async function loadFor(url: string, ms: number): Promise<Outcome[]> {
  const load = startLoad(url, { perSecond: 50 })
  await sleep(ms)
  return load.stop()
}

type Fault = (text: string) => void

/** @param round Answers how long the service took to be ready again. */
async function underLoad(
  { service, installation }: Running,
  rounds: number,
  round: (fault: Fault) => Promise<number>,
): Promise<DrillFigures> {
  const faults: string[] = []
  const load = startLoad(service.url)
  await untilReady(service.url)
  let slowestRecoveryMs = 0
  for (let at = 0; at < rounds; at++)
    slowestRecoveryMs = Math.max(slowestRecoveryMs, await round((text) => faults.push(text)))
  const outcomes = await load.stop()
  faults.push(...unexpected(outcomes))
  if (service.child.exitCode !== null) faults.push(`the process ended with ${service.child.exitCode}`)
  // A post that is edited after it all is found: the jobs have not been lost either.
  await checkJobs(service.url, installation, faults)
  const code = await service.stop()
  if (code !== 0) faults.push(`it ended with ${code}`)
  const refused = outcomes.filter(({ status }) => status === 503).length
  return { rounds, requests: outcomes.length, refused, slowestRecoveryMs, faults }
}

async function checkJobs(url: string, { wordpress }: Running['installation'], faults: string[]): Promise<void> {
  const [post] = wordpress.site.posts
  if (!post) throw new Error('the site has posts')
  post.contentHtml = '<p>Everything is about zeppelins now.</p>'
  const fetched = await fetch(`${url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ post_id: post.id }),
  })
  if (fetched.status !== 202) faults.push(`/ingest answers ${fetched.status}`)
  for (let tries = 0; tries < 150; tries++) {
    const response = await fetch(`${url}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: 'zeppelins', mode: 'keyword' }),
    })
    if ((await response.text()).includes('zeppelins now')) return
    await sleep(200)
  }
  faults.push('an edited post is not found')
}

async function terminateAll(admin: Db): Promise<void> {
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
                      where datname = current_database() and pid <> pg_backend_pid()`)
}

async function timeProbe(url: string): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now()
  const { status } = await fetch(`${url}/readyz`)
  return { status, ms: Math.round(performance.now() - startedAt) }
}

async function withOwnServer<T>(drill: (server: OwnPostgres) => Promise<T>): Promise<T> {
  const server = await openOwnPostgres()
  try {
    await server.start()
    return await drill(server)
  } finally {
    await server.close()
  }
}
