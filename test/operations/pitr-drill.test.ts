/** The short form of bench/pitr-drill.ts. */
import { describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { postgresBin } from './own-postgres.ts'
import { drillPitr } from './pitr-drill.ts'

describe.skipIf(!testDatabaseUrl || postgresBin === null)('the drill of point-in-time recovery', () => {
  it('O03 loses no more than the archive is late, and serves nothing before a sweep', async () => {
    const figures = await drillPitr(1)

    expect(figures.faults).toEqual([])
    // One stretch that is not archived yet, and a machine that is busy.
    expect(figures.lostSeconds).toBeLessThan(5)
    expect(figures.missedSeconds).toBeGreaterThanOrEqual(0)
    expect(figures.missedSeconds).toBeLessThan(2)
  }, 60_000)
})
