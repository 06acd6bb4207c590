/** The short form of `node bench/soak.ts faults`: one seeded round of every kind. */
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../database.ts'
import { faultKinds } from './fault-kinds.ts'
import { runFaultRounds } from './fault-rounds.ts'

describeOnBoth('a site in trouble', (getDb) => {
  beforeEach(() => emptyDatabase(getDb()))

  // Five seconds on an idle machine.
  it('deletes nothing that is public, whatever the trouble is, and is over with one sync', {
    timeout: 120_000,
  }, async () => {
    const kinds = Object.keys(faultKinds)

    const { wrong, ...figures } = await runFaultRounds(getDb(), { kinds, seed: 7, rounds: kinds.length })

    expect(wrong).toEqual([])
    expect(figures).toMatchObject({ syncs: kinds.length, falseDeletions: 0, added: figures.arrived })
  })
})
