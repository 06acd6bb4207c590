/** The short forms of bench/outages.ts: a database that is taken away from under one service, in four ways. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../../database.ts'
import { postgresBin } from '../own-postgres.ts'
import {
  drillKilled,
  drillSilent,
  drillSlow,
  drillTerminated,
  findLasting,
  type OutageWorld,
  openOutageWorld,
} from './database-drills.ts'

/** Of the plan: ready again within 5 s; a machine that is busy with other tests gets some more. */
const READY_MS = 8_000

describe.skipIf(!testDatabaseUrl || postgresBin === null)('a database', () => {
  let world: OutageWorld
  beforeAll(async () => {
    world = await openOutageWorld()
  })
  afterAll(() => world?.close())

  it('R06 that sends every backend away costs a refusal at most, and no process', async () => {
    const figures = await drillTerminated(world, 5)

    expect(figures).toMatchObject({ faults: [], rounds: 5 })
    expect(figures.requests).toBeGreaterThan(10)
    expect(figures.slowestRecoveryMs).toBeLessThan(READY_MS)
  })

  it('R07 that crashes is waited for, and the service is back soon after it', async () => {
    const figures = await drillKilled(world, 1)

    expect(figures).toMatchObject({ faults: [] })
    expect(figures.refused).toBeGreaterThan(0)
    expect(figures.slowestRecoveryMs).toBeLessThan(READY_MS)
  })

  it('R09 that falls silent is given up in time', async () => {
    const figures = await drillSilent(world, 1, 1_500)

    expect(figures).toMatchObject({ faults: [] })
    expect(figures.refused).toBeGreaterThan(0)
    expect(figures.slowestRecoveryMs).toBeLessThan(READY_MS)
  })

  it('R09 that is slow answers or refuses, and is well again afterwards', async () => {
    const figures = await drillSlow(world, 2_000)

    expect(figures).toMatchObject({ faults: [] })
    // Waits for a connection are 2.5 s each, and a question makes a few statements.
    expect(figures.slowestRefusalMs).toBeLessThan(12_000)
  })

  it('leaves no job lost and no process dead', async () => {
    expect(await findLasting(world)).toEqual([])
    // A connection of the queue that fell silent is given up after 15 s.
  }, 60_000)
})
