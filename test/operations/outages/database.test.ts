/** The short forms of bench/outages.ts: a database that is taken away from under a service. */
import { describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../../database.ts'
import { postgresBin } from '../own-postgres.ts'
import { drillKilled, drillSilent, drillSlow, drillTerminated } from './database-drills.ts'

/** Of the plan: ready again within 5 s; a machine that is busy with other tests gets some more. */
const READY_MS = 8_000

describe.skipIf(!testDatabaseUrl || postgresBin === null)('a database', () => {
  it('R06 that sends every backend away costs a refusal at most, and no process', async () => {
    const figures = await drillTerminated(5)

    expect(figures).toMatchObject({ faults: [], rounds: 5 })
    expect(figures.requests).toBeGreaterThan(20)
    expect(figures.slowestRecoveryMs).toBeLessThan(READY_MS)
  }, 60_000)

  it('R07 that crashes is waited for, and the service is back soon after it', async () => {
    const figures = await drillKilled(1)

    expect(figures).toMatchObject({ faults: [] })
    expect(figures.refused).toBeGreaterThan(0)
    expect(figures.slowestRecoveryMs).toBeLessThan(READY_MS)
  }, 60_000)

  it('R09 that falls silent is given up in time', async () => {
    const figures = await drillSilent(1, 3_000)

    expect(figures).toMatchObject({ faults: [] })
    expect(figures.refused).toBeGreaterThan(0)
    expect(figures.slowestRecoveryMs).toBeLessThan(READY_MS)
  }, 60_000)

  it('R09 that is slow refuses what is too much, and is as quick as before afterwards', async () => {
    const figures = await drillSlow(3_000)

    expect(figures).toMatchObject({ faults: [] })
    expect(figures.refused).toBeGreaterThan(0)
  }, 60_000)
})
