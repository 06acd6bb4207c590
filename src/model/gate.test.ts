import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { createGate } from './gate.ts'

const sick = () => new AppError('unavailable', 'sick', { code: 'server_error', retryable: true })
const limited = (seconds: number) =>
  new AppError('unavailable', 'limited', { code: 'rate_limited', retryable: true, retryAfterSeconds: seconds })
const broke = () => new AppError('upstream', 'broke', { code: 'insufficient_quota' })

function aGate() {
  let now = 0
  const gate = createGate(() => now)
  const fail = (error: unknown) => gate.enter().fail(error)
  /** Seconds until one may come back, null when the gate is open. */
  const isShutFor = () => {
    try {
      gate.check()
      return null
    } catch (error) {
      return error instanceof AppError ? error.retryAfterSeconds : error
    }
  }
  return { gate, fail, isShutFor, at: (ms: number) => (now = ms) }
}

it('shuts after three failures in a row, each time for longer, and opens with a success', () => {
  const { gate, fail, isShutFor, at } = aGate()
  fail(sick())
  gate.enter().succeed()
  fail(sick())
  fail(sick())
  expect(isShutFor()).toBeNull()
  fail(sick())
  expect(isShutFor()).toBe(5)
  at(5_000)
  fail(sick())
  expect(isShutFor()).toBe(10)
  at(15_000)
  gate.enter().succeed()
  for (let i = 0; i < 3; i++) fail(sick())
  expect(isShutFor()).toBe(5)
})

it('never shuts for more than a minute', () => {
  const { fail, isShutFor, at } = aGate()
  for (let i = 0; i < 3; i++) fail(sick())
  for (let time = 60_000; time < 600_000; time += 60_000) {
    at(time)
    fail(sick())
  }
  expect(isShutFor()).toBe(60)
})

it.each([
  ['a quota', broke(), 60],
  ['a long wish', limited(40), 40],
  ['a wish for days', limited(172_800), 60],
  ['a short wish', limited(2), null],
])('shuts at once for %s', (_, error, seconds) => {
  const { fail, isShutFor } = aGate()
  fail(error)
  expect(isShutFor()).toBe(seconds)
})

it.each([
  ['a prompt that is refused', new AppError('upstream', 'no', { code: 'refused' })],
  [
    'a text that took too long, perhaps for its reader',
    new AppError('timeout', 'slow', { code: 'too_slow', retryable: true }),
  ],
  ['what is no AppError', new Error('bug')],
])('does not hold %s against the model', (_, error) => {
  const { fail, isShutFor } = aGate()
  for (let i = 0; i < 5; i++) fail(error)
  expect(isShutFor()).toBeNull()
})

it('lets one in when the time is up, and the others when that one hears something', () => {
  const { gate, fail, isShutFor, at } = aGate()
  fail(broke())
  at(60_000)
  const trial = gate.enter()
  expect(isShutFor()).toBe(1)
  trial.open()
  expect(isShutFor()).toBeNull()
})

it('lets the next one try when the one that tried has left', () => {
  const { gate, fail, isShutFor, at } = aGate()
  fail(broke())
  at(60_000)
  gate.enter().leave()
  expect(isShutFor()).toBeNull()
  const second = gate.enter()
  second.fail(broke())
  expect(isShutFor()).toBe(60)
  // What comes after that counts no more.
  at(120_000)
  gate.enter()
  second.leave()
  expect(isShutFor()).toBe(1)
})
