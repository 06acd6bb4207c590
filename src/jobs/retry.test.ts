import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { waitAfter } from './retry.ts'

const HOUR = 3_600
const AWAY = new AppError('upstream', 'The site is away.')

it('waits twice as long after each failure in a row, six hours at most', () => {
  const waits = Array.from({ length: 12 }, (_, before) => waitAfter(AWAY, before, 6 * HOUR)?.seconds)

  expect(waits).toEqual([60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600, 21_600, 21_600])
  expect(waitAfter(AWAY, 10_000, 6 * HOUR)?.seconds).toBe(21_600)
})

it.each([
  [600, 600],
  [1, 60],
  [0.5, 60],
  [1_000_000, 21_600],
])('waits at least as long as the other side asks, within the longest wait: %d s becomes %d s', (asked, seconds) => {
  const error = new AppError('rate_limited', 'Too many requests.', { retryAfterSeconds: asked })

  expect(waitAfter(error, 0, 6 * HOUR)).toEqual({ seconds, isFailure: true })
})

it('does not count it as a failure that somebody else works on the site', () => {
  for (const code of ['sync_running', 'lease_lost']) {
    const error = new AppError('conflict', 'Another sync is at it.', { code })
    expect(waitAfter(error, 5, 6 * HOUR)).toEqual({ seconds: 5, isFailure: false })
  }
})

it('counts a bug as a failure, so that it is neither lost nor repeated without end', () => {
  expect(waitAfter(new TypeError('x is not a function'), 0, 6 * HOUR)).toEqual({ seconds: 60, isFailure: true })
})

it('gives up on a site that was removed', () => {
  expect(waitAfter(new AppError('not_found', 'There is no such site.'), 0, 6 * HOUR)).toBeNull()
})
