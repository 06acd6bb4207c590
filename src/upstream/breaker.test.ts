import { expect, it } from 'vitest'
import { createBreaker } from './breaker.ts'

function aBreaker() {
  const clock = { now: 0 }
  return { clock, breaker: createBreaker({ failures: 2, pauseMs: 100, now: () => clock.now }) }
}

it('opens after so many failures in a row, and not for those with a success between', () => {
  const { breaker } = aBreaker()
  breaker.failed()
  breaker.succeeded()
  breaker.failed()
  expect(breaker.mayTry()).toBe(true)
  breaker.failed()
  expect([breaker.mayTry(), breaker.isOpen()]).toEqual([false, true])
})

it('lets one try after each pause, and all once that one has succeeded', () => {
  const { breaker, clock } = aBreaker()
  breaker.failed()
  breaker.failed()
  clock.now = 100
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, false])
  breaker.failed()
  clock.now = 200
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, false])
  breaker.succeeded()
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, true])
})

it('lets the next one try when the one that did never says what came of it', () => {
  const { breaker, clock } = aBreaker()
  breaker.failed()
  breaker.failed()
  clock.now = 100
  breaker.mayTry()
  clock.now = 200
  expect(breaker.mayTry()).toBe(true)
})
