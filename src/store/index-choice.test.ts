import { expect, it } from 'vitest'
import { chooseIndex, EXACT_LIMIT, type SpaceSize } from './index-choice.ts'

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
