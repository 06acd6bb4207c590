/** A worker has a port for its numbers, and a pool of connections that it tells of. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openTestPostgres, testDatabaseUrl } from '../database.ts'
import { freePort } from './free-port.ts'

const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))

it.skipIf(!testDatabaseUrl)('answers a scraper on METRICS_PORT, and nobody else', async () => {
  const db = await openTestPostgres()
  const port = await freePort()
  const worker = spawn(process.execPath, [BIN, 'worker', '--json'], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: db.url, METRICS_PORT: String(port), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(worker, 'exit')
  try {
    await Promise.race([once(worker.stdout, 'data'), exited])
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    for (const line of [
      /^askpress_database_up 1$/m,
      /^askpress_ready 1$/m,
      /^askpress_database_connections\{state="waiting"\} 0$/m,
      /^askpress_queue_jobs\{queue="runs",state="waiting"\} \d+$/m,
    ]) {
      expect(text).toMatch(line)
    }
    expect(text).not.toMatch(/^askpress_redis_up /m)
    expect((await fetch(`http://127.0.0.1:${port}/status`)).status).toBe(404)
  } finally {
    worker.kill('SIGTERM')
    await exited
    await db.close()
  }
  expect(worker.exitCode).toBe(0)
})
