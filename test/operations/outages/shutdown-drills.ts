/** What becomes of requests and streams when a process is told to end, alone and as one of two. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../../src/config.ts'
import { startServe } from '../../security/serve-process.ts'
import { syncOnce, topicOf, withProgram } from '../installation.ts'
import { openBalancer } from './balancer.ts'
import { startLoad } from './load.ts'
import { type Running, untilReady } from './service.ts'

export interface ShutdownFigures {
  streams: number
  /** Ended with `done`. */
  finished: number
  /** Ended with an `error` that says to ask again. */
  sentAway: number
  /** With a whole answer, before the first event. */
  refused: number
  exitMs: number
  faults: string[]
}

/** A little less than the time in which probes learn that the service goes. */
const LEFT_MS = 2_500

/** R23: SIGTERM while answers stream and questions come in. */
export async function drillShutdown(running: Running, streams = 10): Promise<ShutdownFigures> {
  const { env, installation } = running
  const service = await startServe({ ...env, SCHEDULER: 'on' })
  installation.provider.writing.settings.latencyMs = 300
  installation.provider.writing.settings.gapMs = 20
  const faults: string[] = []
  await untilReady(service.url)
  const asked = Array.from({ length: streams }, (_, at) => stream(service.url, `Which colour have ${topicOf(at + 1)}?`))
  const load = startLoad(service.url)
  await sleep(200 + Math.random() * 800)
  const termAt = performance.now()
  const code = await service.stop()
  const exitMs = performance.now() - termAt
  const outcomes = await load.stop()
  if (code !== 0) faults.push(`it ended with ${code}`)
  if (exitMs > 30_000) faults.push(`it took ${exitMs} ms`)
  // Whoever came before the door closes is answered; a connection that comes with its closing is reset.
  const cut = outcomes.filter(({ at, status }) => status === 0 && at < termAt + LEFT_MS)
  faults.push(...new Set(cut.map(({ error }) => `cut off: ${error}`)))
  const texts = await Promise.all(asked)
  const finished = texts.filter((text) => text.includes('event: done\n')).length
  const sentAway = texts.filter((text) => /event: error\ndata: .*"code":"shutting_down"/.test(text)).length
  // Whole answers as well: of a machine with too much to do, or of a stream that had not begun.
  const refused = texts.filter((text) => /^\{"type".*\}$/.test(text)).length
  const cutStreams = streams - finished - sentAway - refused
  if (cutStreams > 0) faults.push(`${cutStreams} streams just stop`)
  await checkLeases(running, faults)
  return { streams, finished, sentAway, refused, exitMs, faults }
}

export interface RollingFigures {
  requests: number
  failed: string[]
  /** Refused because the machine has too much to do, whoever is replaced. */
  busy: number
}

/** R24: two replicas, each replaced in its turn, `rounds` times, under a steady load. */
export async function drillRolling({ env }: Running, rounds: number, perSecond: number): Promise<RollingFigures> {
  const balancer = await openBalancer()
  const start = async () => {
    const service = await startServe({ ...env, SCHEDULER: 'off' })
    balancer.add(service.url)
    await balancer.until(service.url, true)
    return service
  }
  const replicas = [await start(), await start()]
  const load = startLoad(balancer.url, { perSecond })
  try {
    for (let at = 0; at < rounds; at++) {
      const [oldest] = replicas.splice(0, 1)
      replicas.push(await start())
      await oldest?.stop()
    }
    const outcomes = await load.stop()
    const busy = outcomes.filter(({ detail }) => detail?.includes('The service is busy')).length
    const failed = outcomes.filter(({ status, detail }) => status !== 200 && !detail?.includes('The service is busy'))
    return {
      requests: outcomes.length,
      busy,
      failed: [...new Set(failed.map(({ status, error, detail }) => `${status} ${error ?? detail}`))],
    }
  } finally {
    await load.stop()
    for (const { child } of replicas) child.kill('SIGKILL')
    await balancer.close()
  }
}

async function stream(url: string, question: string): Promise<string> {
  let text = ''
  try {
    const response = await fetch(`${url}/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: question, stream: true }),
    })
    for await (const part of response.body ?? []) text += Buffer.from(part).toString('utf8')
  } catch (error) {
    text += `\ncut off: ${String(error)}`
  }
  return text
}

/** Whoever comes next need not wait for what the ended process held. */
async function checkLeases({ env }: Running, faults: string[]): Promise<void> {
  const { SYNC_INTERVAL_MINUTES: _, ...rest } = env
  const startedAt = performance.now()
  const report = await withProgram(readConfig(rest), syncOnce)
  if (report.outcome !== 'done') faults.push(`the next sync ended with ${report.outcome}`)
  if (performance.now() - startedAt > 10_000) faults.push('the next sync had to wait')
}
