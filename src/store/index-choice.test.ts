import { expect, it } from 'vitest'
import { chooseIndex, EXACT_LIMIT, effortOf, type SpaceSize } from './index-choice.ts'

const GB = 2 ** 30
const choose = (change: Partial<SpaceSize>) =>
  chooseIndex({ engine: 'postgres', vectors: 10_000, dimensions: 1_536, present: [], cacheBytes: 4 * GB, ...change })

it('scans while that is fast, and then has a graph', () => {
  expect(choose({ vectors: EXACT_LIMIT })).toBe('exact')
  expect(choose({ vectors: EXACT_LIMIT + 1 })).toBe('hnsw')
  expect(choose({ vectors: EXACT_LIMIT + 1, engine: 'pglite' })).toBe('bit')
})

it('takes signs when the graph would not stay in memory', () => {
  // With PostgreSQL's own default of 4 GB.
  expect(choose({ vectors: 500_000 })).toBe('hnsw')
  expect(choose({ vectors: 600_000 })).toBe('bit')
  expect(choose({ vectors: 600_000, cacheBytes: 16 * GB })).toBe('hnsw')
  expect(choose({ vectors: 300_000, dimensions: 3_072 })).toBe('bit')
})

it('does not go back and forth at the border', () => {
  expect(choose({ vectors: 500_000, present: ['bit'] })).toBe('bit')
  expect(choose({ vectors: 300_000, present: ['bit'] })).toBe('hnsw')
  expect(choose({ vectors: 600_000, present: ['hnsw'] })).toBe('bit')
})

it('keeps the index of a space that shrank', () => {
  expect(choose({ vectors: 10, present: ['hnsw'] })).toBe('hnsw')
})

it('searches a large graph harder, and one of signs harder still', () => {
  expect(effortOf('postgres', 'hnsw', 10_000)).toBeNull()
  expect(effortOf('postgres', 'hnsw', 100_000)).toBe(200)
  expect(effortOf('postgres', 'bit', 100_000)).toBe(400)
  expect(effortOf('pglite', 'bit', 10_000)).toBeNull()
  expect(effortOf('pglite', 'exact', 1_000)).toBeNull()
})
