/** L10: a wallet attack. In full size: `node bench/wallet.ts`. */
import { describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { attackWallet } from './wallet-attack.ts'

describe.skipIf(!testDatabaseUrl)('somebody who spends the money of a site', () => {
  it.each([1, 2])('gets no more than the budget out of %d processes, and stops nobody’s service', async (processes) => {
    const attack = { addresses: 150, processes, limitUsd: 0.004, atOnce: 8 }
    const report = await attackWallet(attack)

    const bound = (attack.atOnce + report.perSecond) * report.questionUsd
    expect(report.chargedUsd).toBeLessThanOrEqual(attack.limitUsd + bound)
    // Nearly all of it was to be had, and every cent is counted.
    expect(report.chargedUsd).toBeGreaterThan(0.8 * attack.limitUsd)
    expect(report.counted.spentUsd).toBeCloseTo(report.chargedUsd, 8)
    expect(report.counted.reservedUsd).toBe(0)
    expect(report.failures).toEqual([])
    expect(Object.keys(report.outcomes).sort()).toEqual(['answered', 'extractive, degraded'])
    expect(report.other).toMatchObject({ status: 200, outcome: 'extractive', degraded: true })
  })
})
