import { expect, it } from 'vitest'
import { openBatchSize } from './batch-size.ts'

const fast = 100
const slow = 5_000

it('doubles after each fast answer, up to the maximum', () => {
  const size = openBatchSize({ start: 20, max: 100 })
  const seen = [1, 2, 3, 4].map(() => {
    size.answered(fast)
    return size.current
  })
  expect(seen).toEqual([40, 80, 100, 100])
})

it('stays where it is while answers are slow', () => {
  const size = openBatchSize({ start: 20, max: 100 })
  size.answered(slow)
  expect(size.current).toBe(20)
})

it('F11 halves on each failure, and is careful afterwards', () => {
  const size = openBatchSize({ start: 100, max: 100 })
  size.failed()
  size.failed()
  expect(size.current).toBe(25)
  size.answered(fast)
  size.answered(fast)
  size.answered(slow)
  size.answered(fast)
  size.answered(fast)
  expect(size.current).toBe(25)
  size.answered(fast)
  expect(size.current).toBe(50)
})

it('never asks for nothing', () => {
  const size = openBatchSize({ start: 1, max: 100 })
  size.failed()
  size.capAt(0)
  expect(size.current).toBe(1)
})

it('F12 keeps to a cap for good', () => {
  const size = openBatchSize({ start: 100, max: 100 })
  size.capAt(40)
  expect(size.current).toBe(40)
  size.answered(fast)
  expect(size.current).toBe(40)
})
