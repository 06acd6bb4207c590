import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blend } from './blend.ts'
import type { Fused } from './fuse.ts'

/** Best first: the scores given, with ids from 0. */
function aList(scores: readonly number[]): Fused[] {
  const parts = { keyword: 0, coverage: 0, vector: null, vectorWeight: 0, rerank: null, matched: [], asked: null }
  return scores.map((score, chunkId) => ({ chunkId, documentId: chunkId, score, parts }))
}

const order = (fused: readonly Fused[]) => fused.map(({ chunkId }) => chunkId)

it('lifts what the reranker prefers among those that the search holds for about as good', () => {
  expect(order(blend(aList([0.9, 0.52, 0.5, 0.48, 0.1]), [0.9, 0.1, 0.2, 0.8, 0]))).toEqual([0, 3, 2, 1, 4])
})

it('leaves an exact hit at the top, whatever the reranker says of it', () => {
  expect(order(blend(aList([0.95, 0.3, 0.28, 0.2]), [0, 0.9, 0.8, 1]))[0]).toBe(0)
})

it('sees no difference between logits and probabilities', () => {
  const fused = aList([0.8, 0.7, 0.6, 0.5, 0.4])
  const scores = [0.2, 0.9, 0.1, 0.8, 0.3]
  expect(order(blend(fused, scores))).toEqual(
    order(
      blend(
        fused,
        scores.map((score) => score * 20 - 11),
      ),
    ),
  )
})

it('changes nothing when all get the same score', () => {
  expect(order(blend(aList([0.8, 0.7, 0.6]), [3, 3, 3]))).toEqual([0, 1, 2])
})

it('keeps the scores of the search, and shows those of the reranker beside them', () => {
  const [first, second] = blend(aList([0.51, 0.5, 0.1]), [-4, 3.5, -5])
  expect(first).toMatchObject({ chunkId: 1, score: 0.5, parts: { rerank: 3.5 } })
  expect(second).toMatchObject({ chunkId: 0, score: 0.51, parts: { rerank: -4 } })
})

it('loses nobody, and keeps the best of the search among the first three', () => {
  const pairs = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -20, max: 20, noNaN: true })),
    {
      minLength: 1,
      maxLength: 50,
    },
  )
  fc.assert(
    fc.property(pairs, (all) => {
      const fused = aList(all.map(([score]) => score).sort((a, b) => b - a))
      const ids = order(
        blend(
          fused,
          all.map(([, score]) => score),
        ),
      )
      expect(ids.toSorted((a, b) => a - b)).toEqual(order(fused))
      expect(ids.indexOf(0)).toBeLessThan(3)
    }),
  )
})
