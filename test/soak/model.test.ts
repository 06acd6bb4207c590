/** The short form of `node bench/soak.ts model`: a few hundred seeded operations with faults, kills and jumping clocks. */
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../database.ts'
import { runModel } from './model-run.ts'

describeOnBoth('the life of a site', (getDb) => {
  beforeEach(() => emptyDatabase(getDb()))

  // Five seconds on an idle machine.
  it('leaves the index right after every sync, whatever the sync met', { timeout: 120_000 }, async () => {
    const { wrong, ...figures } = await runModel(getDb(), { seed: 3, ops: 200, posts: 305 })

    expect(wrong).toEqual([])
    expect(figures.kills + figures.faults + figures.drifts).toBeGreaterThan(3)
    expect(figures.levelTicks).toBe(figures.ticks)
  })
})
