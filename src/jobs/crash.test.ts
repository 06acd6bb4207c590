/** A worker that is killed half-way: the next one does its work. Real processes, real SIGKILL. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { pause, recorder, startJobs, until } from '../../test/jobs-world.ts'
import { openPglite } from '../store/pglite.ts'

/** Heartbeat of the test plus the looks of those who watch; with the real heartbeat it is three quarters of a minute. */
const TAKEN_UP_MS = 45_000
const TEST_MS = 90_000

it.skipIf(!testDatabaseUrl)('takes up what a killed worker was doing on PostgreSQL', { timeout: TEST_MS }, async () => {
  const db = await openTestPostgres()
  onTestFinished(() => db.close())

  await killAtWork(db.url)

  const { handlers, calls } = recorder()
  await startJobs(db, handlers)
  await until(() => calls.includes('posts 1: 42,43'), TAKEN_UP_MS)
  await pause(2_000)
  expect(calls.filter((call) => call !== 'embed')).toEqual(['posts 1: 42,43'])
})

it('takes up what a killed process was doing on the embedded database', { timeout: TEST_MS }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-crash-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))

  await killAtWork(folder)

  const db = await openPglite(folder)
  onTestFinished(() => db.close())
  const { handlers, calls } = recorder()
  await startJobs({ ...db, url: null }, handlers)
  await until(() => calls.includes('posts 1: 42,43'), TAKEN_UP_MS)
})

/** Returns when a worker has begun on its job and is dead. */
async function killAtWork(place: string): Promise<void> {
  const script = new URL('../../test/jobs-child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, place], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [begun] = await Promise.race([once(child.stdout, 'data'), exited])
  child.kill('SIGKILL')
  await exited
  expect(String(begun)).toBe('posts 1: 42,43\n')
}
