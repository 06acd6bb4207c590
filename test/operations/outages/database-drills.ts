/**
 * What becomes of a service under load when its database is taken away: sent away, killed, silenced, slowed down.
 *
 * Each drill answers figures and a list of what did not hold; the long forms are in bench/outages.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openPostgres } from '../../../src/store/postgres.ts'
import { type OwnPostgres, openOwnPostgres } from '../own-postgres.ts'
import { type Outcome, percentile, startLoad, unexpected } from './load.ts'
import { openProxy, type TcpProxy } from './proxy.ts'
import { type Running, startRunning, untilReady } from './service.ts'

/** A service, a proxy, and a database behind it that is nobody else's. */
export interface OutageWorld {
  server: OwnPostgres
  proxy: TcpProxy
  running: Running
  close(): Promise<void>
}

export interface DrillFigures {
  rounds: number
  requests: number
  refused: number
  /** The longest from the database's return to the service's. */
  slowestRecoveryMs: number
  faults: string[]
}

/** @param env Of the service, beside what it needs. */
export async function openOutageWorld(env: Record<string, string> = {}): Promise<OutageWorld> {
  const server = await openOwnPostgres()
  await server.start()
  const proxy = await openProxy(server.port)
  const serviceDatabaseUrl = `postgres://app@127.0.0.1:${proxy.port}/postgres`
  const running = await startRunning({ databaseUrl: server.url(), serviceDatabaseUrl, env })
  const close = async () => {
    await running.close()
    await proxy.close()
    await server.close()
  }
  return { server, proxy, running, close }
}

/** R06: every backend is sent away, again and again, under 20 questions a second and a schedule. */
export async function drillTerminated({ server, running }: OutageWorld, rounds: number): Promise<DrillFigures> {
  const admin = openPostgres(server.url(), { maxConnections: 1 })
  const figures = await underLoad(running, rounds, async () => {
    await sleep(100 + Math.random() * 200)
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()`)
    return untilReady(running.service.url)
  })
  await admin.close()
  return figures
}

/** R07: the server crashes, and comes back. */
export function drillKilled({ server, running }: OutageWorld, rounds: number): Promise<DrillFigures> {
  return underLoad(running, rounds, async () => {
    await server.kill()
    await sleep(300)
    await server.start()
    return untilReady(running.service.url)
  })
}

/** A network that swallows everything, for as long as `silentMs`: nothing is refused, nothing answered. */
export function drillSilent(world: OutageWorld, rounds: number, silentMs: number): Promise<DrillFigures> {
  const { proxy, running } = world
  return underLoad(running, rounds, async (fault) => {
    proxy.set('silent')
    const probe = await timeProbe(running.service.url)
    if (probe.status !== 503 || probe.ms > 1_500) fault(`/readyz said ${probe.status} after ${probe.ms} ms`)
    await sleep(silentMs)
    // What was swallowed is lost for good; connections of before stay silent, as after a failover nobody tells of.
    proxy.set('open')
    return untilReady(running.service.url)
  })
}

export interface SlowFigures extends DrillFigures {
  baselineP95Ms: number
  afterP95Ms: number
  slowestRefusalMs: number
}

/** R09: every packet takes 200 ms longer while 50 a second ask. */
export async function drillSlow({ proxy, running }: OutageWorld, slowMs: number): Promise<SlowFigures> {
  const { url } = running.service
  const baseline = await loadFor(url, slowMs / 2)
  proxy.delay(200)
  const slow = await loadFor(url, slowMs)
  proxy.delay(0)
  const slowestRecoveryMs = await untilReady(url)
  const after = await loadFor(url, slowMs / 2)
  const all = [...baseline, ...slow, ...after]
  const refusals = slow.filter(({ status }) => status === 503)
  const faults = unexpected(all)
  if (after.some(({ status }) => status !== 200)) faults.push('not every question is answered afterwards')
  return {
    rounds: 1,
    requests: all.length,
    refused: refusals.length,
    slowestRecoveryMs,
    baselineP95Ms: p95(baseline),
    afterP95Ms: p95(after),
    slowestRefusalMs: Math.max(0, ...refusals.map(({ ms }) => ms)),
    faults,
  }
}

/** After it all: an edited post is found, so no job was lost; and the process is still there to be ended. */
export async function findLasting({ running }: OutageWorld): Promise<string[]> {
  const faults: string[] = []
  await checkJobs(running.service.url, running.installation, faults)
  if (running.service.child.exitCode !== null) faults.push(`the process ended with ${running.service.child.exitCode}`)
  const code = await running.service.stop()
  if (code !== 0) faults.push(`it ended with ${code}`)
  return faults
}

async function loadFor(url: string, ms: number): Promise<Outcome[]> {
  const load = startLoad(url, { perSecond: 50 })
  await sleep(ms)
  return load.stop()
}

function p95(outcomes: readonly Outcome[]): number {
  return percentile(
    outcomes.map(({ ms }) => ms),
    0.95,
  )
}

type Fault = (text: string) => void

/** @param round Answers how long the service took to be ready again. */
async function underLoad(
  { service }: Running,
  rounds: number,
  round: (fault: Fault) => Promise<number>,
): Promise<DrillFigures> {
  const faults: string[] = []
  await untilReady(service.url)
  const load = startLoad(service.url)
  let slowestRecoveryMs = 0
  for (let at = 0; at < rounds; at++) {
    slowestRecoveryMs = Math.max(slowestRecoveryMs, await round((text) => faults.push(text)))
  }
  const outcomes = await load.stop()
  faults.push(...unexpected(outcomes))
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
  for (let tries = 0; tries < 250; tries++) {
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

async function timeProbe(url: string): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now()
  const { status } = await fetch(`${url}/readyz`)
  return { status, ms: Math.round(performance.now() - startedAt) }
}
