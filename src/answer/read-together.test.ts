import { expect, it } from 'vitest'
import { readTogether } from './read-together.ts'

/** Reads that end when the test says so. */
function someReads() {
  const reads: { asked: number[]; end: PromiseWithResolvers<number> }[] = []
  const read = readTogether((asked: number[]) => {
    const end = Promise.withResolvers<number>()
    reads.push({ asked, end })
    return end.promise
  })
  return { read, reads }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 2))

it('reads once for all who ask at the same time', async () => {
  const { read, reads } = someReads()
  const results = [read([1]), read([2]), read([1, 3])]
  await turn()
  reads[0]?.end.resolve(7)

  expect(await Promise.all(results)).toEqual([7, 7, 7])
  expect(reads.map(({ asked }) => asked)).toEqual([[1, 2, 1, 3]])
})

it('gives nobody a read that began before he asked', async () => {
  const { read, reads } = someReads()
  const first = read([1])
  await turn()
  const second = read([1])
  const third = read([2])
  await turn()
  expect(reads).toHaveLength(1)
  reads[0]?.end.resolve(1)
  await turn()
  reads[1]?.end.resolve(2)

  expect(await Promise.all([first, second, third])).toEqual([1, 2, 2])
  expect(reads[1]?.asked).toEqual([1, 2])
})

it('fails for those whose read failed, and goes on for the others', async () => {
  const { read, reads } = someReads()
  const first = read([1])
  await turn()
  const second = read([2])
  reads[0]?.end.reject(new Error('away'))
  await expect(first).rejects.toThrow('away')
  await turn()
  reads[1]?.end.resolve(2)

  expect(await second).toBe(2)
})
