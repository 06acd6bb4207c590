/**
 * Attacks on the whole service: a sample of them, or with ATTACKS_LONG, as bench/attacks.ts --service sets it, each in
 * three positions, streamed and not.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServiceWorld, type ServiceWorld } from '../answers/service-world.ts'
import { findBreaches } from './breaches.ts'
import { ownCases, publicCases } from './cases.ts'
import { MODES } from './obey.ts'
import { type Asked, attackService } from './over-http.ts'
import { POSITIONS } from './posts.ts'

const isLong = process.env.ATTACKS_LONG === '1'
/** Of the cases of the short form, one in so many. */
const EVERY = 23

let world: ServiceWorld
beforeAll(async () => {
  world = await openServiceWorld({ writes: [] })
})
afterAll(() => world.close())

it.each(MODES)('shows nothing of an attack when the model is in mode %s', async (mode) => {
  const breaches: string[] = []
  const outcomes: Record<string, number> = {}
  for (const asked of isLong ? all(mode) : some(mode)) {
    const { outcome, ...received } = await attackService(world, asked)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    const { attack, position } = asked
    breaches.push(...findBreaches(received, attack).map((breach) => `${attack.name}, ${position}: ${breach}`))
  }
  if (isLong) process.stdout.write(`${mode}: ${JSON.stringify(outcomes)}, breaches: ${breaches.length}\n`)
  expect(breaches).toEqual([])
  // Who tells its prompt tells how to say that there is no answer as well.
  const { refused = 0, ...answered } = outcomes
  if (mode !== 'leak') expect(Object.values(answered).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(refused)
})

const CASES = [...ownCases(), ...publicCases()]

function some(mode: Asked['mode']): Asked[] {
  return CASES.filter((_, index) => index % EVERY === MODES.indexOf(mode)).map((attack, index) => ({
    attack,
    mode,
    position: POSITIONS[index % POSITIONS.length] ?? 'middle',
    isStreamed: index % 2 === 0,
    deltaLength: index % 4 === 0 ? 1 : 9,
  }))
}

function all(mode: Asked['mode']): Asked[] {
  return CASES.flatMap((attack) =>
    POSITIONS.flatMap((position) =>
      [true, false].map((isStreamed) => ({ attack, mode, position, isStreamed, deltaLength: isStreamed ? 1 : 50 })),
    ),
  )
}
