/** A worker that is killed half-way: the next one does its work. Real processes, real SIGKILL. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { openPglite } from '../store/pglite.ts'
import { pause, recorder, start, until } from './jobs.contract.ts'

/** Heartbeat of the test plus the looks of those who watch; with the real heartbeat it is three quarters of a minute. */
const TAKEN_UP_MS = 20_000

it.skipIf(!testDatabaseUrl)('takes up what a killed worker was doing on PostgreSQL', async () => {
  const db = await openTestPostgres()
  onTestFinished(() => db.close())

  await killAtWork(db.url)

  const { handlers, calls } = recorder()
  await start(db, handlers)
  await until(() => calls.includes('posts 1: 42,43'), TAKEN_UP_MS)
  await pause(2_000)
  expect(calls.filter((call) => call !== 'embed')).toEqual(['posts 1: 42,43'])
})

it('takes up what a killed process was doing on the embedded database', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-crash-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))

  await killAtWork(folder)

  const db = await openPglite(folder)
  onTestFinished(() => db.close())
  const { handlers, calls } = recorder()
  await start({ ...db, url: null }, handlers)
  await until(() => calls.includes('posts 1: 42,43'), TAKEN_UP_MS)
})

/** Returns when a worker has begun on its job and is dead. */
async function killAtWork(place: string): Promise<void> {
  const script = new URL('../../test/jobs-child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, place], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [begun] = await once(child.stdout, 'data')
  expect(String(begun)).toBe('posts 1: 42,43\n')
  child.kill('SIGKILL')
  await once(child, 'exit')
}
