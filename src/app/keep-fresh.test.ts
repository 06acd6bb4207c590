import { expect, it } from 'vitest'
import { keepFresh } from './keep-fresh.ts'

it('asks once for all who ask within the time, and again after a failure', async () => {
  let asked = 0
  const ask = keepFresh(async () => {
    if (++asked === 1) throw new Error('away')
    return asked
  }, 60_000)

  await expect(ask()).rejects.toThrow('away')
  expect(await Promise.all([ask(), ask()])).toEqual([2, 2])
  expect(await ask()).toBe(2)
})

it('asks again once the time is over', async () => {
  let asked = 0
  const ask = keepFresh(async () => ++asked, 0)

  expect([await ask(), await ask()]).toEqual([1, 2])
})
