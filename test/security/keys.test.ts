/** Keys as an operator lives with them: the real commands and services, each in a process of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { openKeyCommands } from '../../src/app/keys.ts'
import { readConfig } from '../../src/config.ts'
import { openTestPostgres, testDatabaseUrl } from '../database.ts'
import { type Finished, runProgram } from '../service/program.ts'
import { type ServeProcess, startServe } from './serve-process.ts'

// Each starts processes, one after the other.
vi.setConfig({ testTimeout: 90_000 })

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(env: Record<string, string>): Promise<ServeProcess> {
  const service = await startServe(env)
  closers.push(service.stop)
  return service
}

async function statusOf({ url }: ServeProcess, key: string): Promise<number> {
  return (await fetch(`${url}/status`, { headers: { 'x-api-key': key } })).status
}

/** The shape is what `keys create` and `keys rotate` promise. */
const madeBy = ({ json }: Finished) => json as { id: number; key: string }

it('a service that others can reach starts once there is a key, and with that key only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-keys-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const env = { DATA_DIR: folder, HOST: '0.0.0.0', SCHEDULER: 'off' }
  await expect(startServe(env)).rejects.toThrow(/ended with 2: .*askpress keys create/)

  const { key } = madeBy(await runProgram(env, 'keys', 'create'))
  const service = await serve(env)

  expect(service.isOpen).toBe(false)
  expect(await statusOf(service, key)).toBe(200)
  expect(await statusOf(service, `${key.slice(0, -1)}!`)).toBe(401)
})

it.skipIf(!testDatabaseUrl)('S05 two services follow the keys of one database within 10 seconds', async () => {
  const db = await openTestPostgres()
  closers.push(() => db.close())
  const env = { DATABASE_URL: db.url, SCHEDULER: 'off' }
  const services = [await serve(env), await serve(env)]
  const all = (key: string) => Promise.all(services.map((service) => statusOf(service, key)))
  const within10s = (key: string) => expect.poll(() => all(key), { interval: 200, timeout: 10_000 })
  const keys = openKeyCommands(db, readConfig({}))
  expect(await all('')).toEqual([200, 200])

  const first = await keys.createKey({ ...AN_ORDINARY_KEY })
  await within10s('').toEqual([401, 401])
  const second = await keys.rotateKey(first.key.id, 24)
  expect([await all(first.secret), await all(second.secret)].flat()).toEqual([200, 200, 200, 200])

  await keys.revokeKey(first.key.id)
  await within10s(first.secret).toEqual([401, 401])
  expect(await all(second.secret)).toEqual([200, 200])
})

const AN_ORDINARY_KEY = { name: '', scopes: [], origins: [], sites: [], ratePerMinute: null, expiresDays: null }
