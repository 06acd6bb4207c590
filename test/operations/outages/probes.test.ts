/** O04: what the probes of an orchestrator are told in every state, over real HTTP, each within a second. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markAsRestored } from '../../../src/app/restore.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import { testDatabaseUrl } from '../../database.ts'
import { startServe } from '../../security/serve-process.ts'
import { postgresBin } from '../own-postgres.ts'
import { type OutageWorld, openOutageWorld } from './database-drills.ts'
import { untilReady } from './service.ts'

/** The plan says a second; a probe waits for the event loop of a busy machine as well. */
const PROMPT_MS = 2_000

/** The startup probe asks for /livez as well: deploy/kubernetes/base/api.yaml. */
interface Probes {
  live: number
  ready: number
}
const SERVES: Probes = { live: 200, ready: 200 }
const LIVES: Probes = { live: 200, ready: 503 }

describe.skipIf(!testDatabaseUrl || postgresBin === null)('O04 probes', () => {
  let world: OutageWorld
  let config: Config
  beforeAll(async () => {
    // Port 1 takes no connection: Redis is gone from the first moment.
    world = await openOutageWorld({ REDIS_URL: 'redis://127.0.0.1:1/0', SCHEDULER: 'off' })
    const { SYNC_INTERVAL_MINUTES: _, ...env } = world.running.env
    config = readConfig({ ...env, DATABASE_URL: world.server.url() })
    await untilReady(world.running.service.url)
  })
  afterAll(() => world?.close())

  it('send questions to a service without Redis, without embedder and without WordPress', async () => {
    const { installation, service } = world.running
    installation.provider.failAlways('hang')
    await installation.wordpress.close()

    expect(await probe(service.url)).toEqual(SERVES)
  })

  it('send questions to a service with nothing in its index', async () => {
    await world.server.run('createdb', '--host=127.0.0.1', `--port=${world.server.port}`, '--username=app', 'empty')
    const service = await startServe({ DATABASE_URL: world.server.url('empty'), SCHEDULER: 'off' })

    expect(await probe(service.url)).toEqual(SERVES)
    expect(await service.stop()).toBe(0)
  })

  it.each(['closed', 'silent'] as const)('send none while the database is %s, and restart nothing', async (state) => {
    const { proxy, running } = world
    proxy.set(state)
    await sleep(100)

    expect(await probe(running.service.url)).toEqual(LIVES)

    proxy.set('closed')
    proxy.set('open')
    await untilReady(running.service.url)
  })

  it('send none to an index out of a backup', async () => {
    await markAsRestored(config)
    expect(await probe(world.running.service.url)).toEqual(LIVES)
  })

  it('send none to a service that is about to end', async () => {
    const { service } = world.running
    const stopped = service.stop()
    await sleep(300)

    expect(await probe(service.url)).toEqual(LIVES)
    expect(await stopped).toBe(0)
  })
})

async function probe(url: string): Promise<Probes> {
  const ask = async (path: string) => {
    const startedAt = performance.now()
    const { status } = await fetch(`${url}${path}`)
    expect(performance.now() - startedAt, path).toBeLessThan(PROMPT_MS)
    return status
  }
  return { live: await ask('/livez'), ready: await ask('/readyz') }
}
