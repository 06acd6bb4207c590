/**
 * Processes that end, are replaced, and start all at once, at the lengths of the plan.
 *
 *   node bench/shutdown.ts [term|roll|migrate]...      all of them when none is named
 *
 * TEST_DATABASE_URL names a PostgreSQL server with pgvector. Exit code 1 when something did not hold.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openPostgres } from '../src/store/postgres.ts'
import { createTestDatabase } from '../test/database.ts'
import { type Running, startRunning } from '../test/operations/outages/service.ts'
import { drillRolling, drillShutdown } from '../test/operations/outages/shutdown-drills.ts'

const fail = (fault: string) => {
  console.log(`  did not hold: ${fault}`)
  process.exitCode = 1
}

const drills: Record<string, () => Promise<void>> = {
  // R23
  term: () =>
    withService(async (running) => {
      let [streams, finished, sentAway, refused, slowestExitMs] = [0, 0, 0, 0, 0]
      for (let round = 0; round < 20; round++) {
        const figures = await drillShutdown(running, 50)
        streams += figures.streams
        finished += figures.finished
        sentAway += figures.sentAway
        refused += figures.refused
        slowestExitMs = Math.max(slowestExitMs, figures.exitMs)
        for (const fault of figures.faults) fail(fault)
      }
      console.log('term', { rounds: 20, streams, finished, sentAway, refused, slowestExitMs })
    }),
  // R24
  roll: () =>
    withService(async (running) => {
      const figures = await drillRolling(running, 10, 50)
      console.log('roll', { rounds: 10, ...figures })
      for (const failed of figures.failed) fail(failed)
    }),
  // R26
  migrate: async () => {
    for (let round = 0; round < 20; round++) {
      const database = await createTestDatabase()
      const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url }
      const start = () => promisify(execFile)(process.execPath, ['src/main.ts', 'migrate', '--json'], { env })
      const ended = await Promise.allSettled(Array.from({ length: 10 }, start))
      for (const one of ended) if (one.status === 'rejected') fail(String(one.reason))
      const db = openPostgres(database.url, { maxConnections: 1 })
      const invalid = await db.query('select 1 from pg_index where not indisvalid')
      if (invalid.length > 0) fail('an index is invalid')
      await db.close()
      await database.drop()
    }
    console.log('migrate', { rounds: 20, processes: 200 })
  },
}

for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(drills)) {
  const drill = drills[name]
  if (!drill) throw new Error(`there is no ${name}: ${Object.keys(drills).join(', ')}`)
  await drill()
}

async function withService(drill: (running: Running) => Promise<void>): Promise<void> {
  const database = await createTestDatabase()
  const running = await startRunning({ databaseUrl: database.url, env: { SCHEDULER: 'off' } })
  try {
    await drill(running)
  } finally {
    await running.close()
    await database.drop()
  }
}
