import { describe, expect, it } from 'vitest'
import { type FuseOptions, fuse, type Signals, spread } from './fuse.ts'

const HYBRID: FuseOptions = { mode: 'hybrid', vectorWeight: 0.5, baseline: 0 }

describe('fuse', () => {
  it('weighs words and meaning on their own scales', () => {
    const [best] = fuse([signals({ keyword: 0.8, cosine: 0.4 })], HYBRID)

    expect(best?.score).toBeCloseTo(0.6)
    expect(best?.parts).toMatchObject({ keyword: 0.8, vector: 0.4, vectorWeight: 0.5 })
  })

  it('counts a cosine from the baseline of the model, and never below nothing', () => {
    const options = { ...HYBRID, baseline: 0.2 }

    expect(fuse([signals({ cosine: 0.6 })], options)[0]?.parts.vector).toBeCloseTo(0.5)
    expect(fuse([signals({ cosine: 0.1 })], options)[0]?.parts.vector).toBe(0)
  })

  it('judges a passage that has no vector yet by its words alone', () => {
    const fused = fuse(
      [signals({ chunkId: 1, keyword: 0.8, cosine: null }), signals({ chunkId: 2, keyword: 0.5, cosine: 0.5 })],
      HYBRID,
    )

    expect(fused.map(({ chunkId, score }) => [chunkId, score])).toEqual([
      [1, 0.8],
      [2, 0.5],
    ])
  })

  it('uses one signal alone when the mode says so, and shows no other', () => {
    const both = [signals({ keyword: 0.9, cosine: 0.3 })]

    expect(fuse(both, { ...HYBRID, mode: 'keyword' })[0]).toMatchObject({ score: 0.9, parts: { vector: null } })
    expect(fuse(both, { ...HYBRID, mode: 'vector' })[0]).toMatchObject({
      score: 0.3,
      parts: { keyword: null, coverage: null },
    })
  })

  it('gives the same order for equal scores, whatever order they come in', () => {
    const twins = [signals({ chunkId: 2 }), signals({ chunkId: 1 })]

    expect(fuse(twins, HYBRID).map(({ chunkId }) => chunkId)).toEqual([1, 2])
  })
})

describe('spread', () => {
  it('lets no document take more places than it may', () => {
    const fused = fuse(
      [1, 2, 3, 4].map((chunkId) => signals({ chunkId, documentId: chunkId === 4 ? 2 : 1, keyword: 1 - chunkId / 10 })),
      HYBRID,
    )

    expect(spread(fused, 10, 2).map(({ chunkId }) => chunkId)).toEqual([1, 2, 4])
    expect(spread(fused, 1, 2).map(({ chunkId }) => chunkId)).toEqual([1])
  })
})

function signals(change: Partial<Signals> = {}): Signals {
  return { chunkId: 1, documentId: 1, keyword: 0.5, coverage: 0.5, cosine: 0.5, matched: [], asked: null, ...change }
}
