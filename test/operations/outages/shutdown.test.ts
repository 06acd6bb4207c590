/** The short forms of `bench/outages.ts term` and `roll`. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTestDatabase, testDatabaseUrl } from '../../database.ts'
import { type Running, startRunning } from './service.ts'
import { drillRolling, drillShutdown } from './shutdown-drills.ts'

// Processes start, and stay for the seconds in which probes learn that they go.
vi.setConfig({ testTimeout: 90_000 })

describe.skipIf(!testDatabaseUrl)('a process that is told to end', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let running: Running
  beforeAll(async () => {
    database = await createTestDatabase()
    running = await startRunning({ databaseUrl: database.url, env: { SCHEDULER: 'off' } })
  })
  afterAll(async () => {
    await running?.close()
    await database?.drop()
  })

  it('R23 ends every stream with an event, answers who was let in, and leaves nothing locked', async () => {
    const figures = await drillShutdown(running)

    expect(figures.faults).toEqual([])
    expect(figures.finished + figures.sentAway + figures.refused).toBe(figures.streams)
  })

  it('R24 is replaced without a request that fails', async () => {
    const figures = await drillRolling(running, 1, 20)

    expect(figures.failed).toEqual([])
    expect(figures.requests).toBeGreaterThan(20)
  })
})
