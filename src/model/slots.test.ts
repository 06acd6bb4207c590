import { expect, it } from 'vitest'
import { createSlots } from './slots.ts'

const settled = async (promise: Promise<unknown>) => Promise.race([promise.then(() => true), Promise.resolve(false)])

it('lets those in line in as they came, whenever a place is free', async () => {
  const slots = createSlots({ slots: 1, line: 2, maxWaitMs: 1_000 })
  const first = await slots.take()
  const order: string[] = []
  const second = slots.take().then((release) => {
    order.push('second')
    return release
  })
  const third = slots.take().then(() => order.push('third'))
  expect(slots).toMatchObject({ taken: 1, waiting: 2 })
  first()
  ;(await second)()
  await third
  expect(order).toEqual(['second', 'third'])
  expect(slots).toMatchObject({ taken: 1, waiting: 0 })
})

it('turns away whoever comes when the line is full, at once', async () => {
  const slots = createSlots({ slots: 1, line: 1, maxWaitMs: 1_000 })
  const release = await slots.take()
  const waiting = slots.take()
  await expect(slots.take()).rejects.toMatchObject({ kind: 'unavailable', code: 'busy', retryAfterSeconds: 1 })
  expect(await settled(waiting)).toBe(false)
  release()
  await waiting
})

it('turns away whoever has waited too long, and forgets who left', async () => {
  const slots = createSlots({ slots: 1, line: 5, maxWaitMs: 30 })
  const release = await slots.take()
  const leaving = new AbortController()
  const left = slots.take(leaving.signal)
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await expect(slots.take()).rejects.toMatchObject({ code: 'busy' })
  release()
  expect(slots).toMatchObject({ taken: 0, waiting: 0 })
})

it('keeps places for those who are not ready, and turns away the others at once', async () => {
  const slots = createSlots({ slots: 1, line: 1, maxWaitMs: 1_000 })
  const [first, second] = [slots.reserve(), slots.reserve()]
  expect(() => slots.reserve()).toThrow(expect.objectContaining({ code: 'busy', retryAfterSeconds: 1 }))
  first()
  first()
  await slots.take()
  expect(() => slots.reserve()).toThrow()
  second()
  expect(() => slots.reserve()).not.toThrow()
})

it('gives each place back once', async () => {
  const slots = createSlots({ slots: 2, line: 0, maxWaitMs: 10 })
  const release = await slots.take()
  await slots.take()
  release()
  release()
  expect(slots.taken).toBe(1)
})
