import { expect, it } from 'vitest'
import { createReplicaLag } from './replica-lag.ts'

/** A clock to set, and the lag measured by it. */
function someLag() {
  const clock = { ms: 0 }
  const lag = createReplicaLag(() => clock.ms)
  return (seconds: number, written: number, replayed: number) => {
    clock.ms = seconds * 1000
    return lag.measure(written, replayed)
  }
}

it('is 0 for a replica that has all the primary has written', () => {
  const at = someLag()
  expect(at(0, 100, 100)).toBe(0)
  // Asked a moment later, it may have more.
  expect(at(1, 100, 130)).toBe(0)
})

it('is the time since the primary had written what the replica has replayed', () => {
  const at = someLag()
  at(0, 100, 100)
  at(10, 200, 200)
  expect(at(15, 300, 200)).toBe(5)
  expect(at(20, 400, 250)).toBe(10)
  expect(at(21, 500, 300)).toBe(6)
})

it('does not grow while nobody writes', () => {
  const at = someLag()
  at(0, 100, 100)
  expect(at(3_000, 100, 100)).toBe(0)
  expect(at(3_001, 200, 100)).toBe(1)
})

it('is unknown for what was written before anybody looked', () => {
  const at = someLag()
  expect(at(0, 100, 50)).toBeNull()
  expect(at(1, 200, 99)).toBeNull()
  expect(at(2, 300, 100)).toBe(2)
})
