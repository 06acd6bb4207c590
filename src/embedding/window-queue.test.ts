import { expect, it } from 'vitest'
import { createWindowQueue } from './window-queue.ts'
import type { Window } from './windows.ts'

const aWindow = (id: number, length = 120): Window => Array.from({ length }, () => id)

/** Embeds window 7 as [7], notes each unit, and takes its time so that others can queue up. */
function aModel({ failsAt }: { failsAt?: number } = {}) {
  const units: number[][] = []
  const run = async (windows: readonly Window[]) => {
    units.push(windows.map((window) => window[0] ?? -1))
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (windows.some((window) => window[0] === failsAt)) throw new Error('broken')
    return windows.map((window) => Float32Array.from([window[0] ?? -1]))
  }
  return { run, units }
}

it('gives one embedding per window, in their order and not in that of their lengths', async () => {
  const { embed } = createWindowQueue(aModel().run)
  const embeddings = await embed([aWindow(1, 90), aWindow(2, 5), aWindow(3, 50)], { isUrgent: false })
  expect(embeddings.map(([value]) => value)).toEqual([1, 2, 3])
})

it('sends full windows one by one and short ones together', async () => {
  const { run, units } = aModel()
  const windows = [aWindow(1), aWindow(2, 30), aWindow(3, 20), aWindow(4, 25), aWindow(5, 119)]
  await createWindowQueue(run).embed(windows, { isUrgent: false })
  expect(units).toEqual([[3, 4, 2], [5], [1]])
})

it('lets a question overtake a batch between two units', async () => {
  const { run, units } = aModel()
  const { embed } = createWindowQueue(run)
  const batch = embed([aWindow(1), aWindow(2), aWindow(3)], { isUrgent: false })
  await embed([aWindow(9)], { isUrgent: true })
  await batch
  expect(units).toEqual([[1], [9], [2], [3]])
})

it('takes batches in the order they came', async () => {
  const { run, units } = aModel()
  const { embed } = createWindowQueue(run)
  await Promise.all([1, 2, 3].map((id) => embed([aWindow(id), aWindow(id)], { isUrgent: false })))
  expect(units.flat()).toEqual([1, 1, 2, 2, 3, 3])
})

it('stops a job between units when its signal says so, and goes on with the others', async () => {
  const { run, units } = aModel()
  const { embed } = createWindowQueue(run)
  const leaving = new AbortController()
  const left = embed([aWindow(1), aWindow(2)], { isUrgent: false, signal: leaving.signal })
  const other = embed([aWindow(3)], { isUrgent: false })
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await other
  expect(units).toEqual([[1], [3]])
})

it('does not begin when the signal has already fired', async () => {
  const { run, units } = aModel()
  const left = createWindowQueue(run).embed([aWindow(1)], {
    isUrgent: true,
    signal: AbortSignal.abort(new Error('left')),
  })
  await expect(left).rejects.toThrow('left')
  expect(units).toEqual([])
})

it('fails only the job whose unit failed', async () => {
  const { embed } = createWindowQueue(aModel({ failsAt: 2 }).run)
  const failing = embed([aWindow(1), aWindow(2), aWindow(4)], { isUrgent: false })
  const other = embed([aWindow(3)], { isUrgent: false })
  await expect(failing).rejects.toThrow('broken')
  expect(await other).toEqual([Float32Array.from([3])])
})

it('answers a job without windows without asking the model', async () => {
  const { run, units } = aModel()
  expect(await createWindowQueue(run).embed([], { isUrgent: false })).toEqual([])
  expect(units).toEqual([])
})

it('rejects what waits when it is closed, and whatever comes afterwards', async () => {
  const queue = createWindowQueue(aModel().run)
  const waiting = queue.embed([aWindow(1), aWindow(2)], { isUrgent: false })
  queue.close()
  await expect(waiting).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(queue.embed([aWindow(3)], { isUrgent: true })).rejects.toMatchObject({ kind: 'unavailable' })
})
