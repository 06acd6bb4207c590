import { describe, expect, it } from 'vitest'
import { aHit } from '../../test/makers.ts'
import type { ScoreParts } from '../types.ts'
import { pickSources } from './evidence.ts'

/** A passage that has half of a question of four words, with a vector that says "related". */
const HALF: ScoreParts = {
  keyword: 0.6,
  coverage: 0.5,
  vector: 0.5,
  rerank: null,
  vectorWeight: 0.5,
  matched: ['boat', 'leav'],
  asked: { count: 4, weight: 2, unknown: 0 },
}

const isEvidence = (change: Partial<ScoreParts>) => pickSources([aHit({ parts: { ...HALF, ...change } })]).length > 0

describe('evidence', () => {
  it('is a passage that has much of the question and is near to it', () => {
    expect(isEvidence({})).toBe(true)
  })

  it('is not one that is only near', () => {
    expect(isEvidence({ coverage: 0.15 })).toBe(false)
  })

  it('is not one that only has the words', () => {
    expect(isEvidence({ vector: 0.1 })).toBe(false)
  })

  it('is missing when the site never uses the words that tell the question from others', () => {
    const asked = { count: 4, weight: 2, unknown: 0.5 }

    expect(isEvidence({ vector: 0.4 })).toBe(true)
    expect(isEvidence({ vector: 0.4, asked })).toBe(false)
  })

  it('asks more of a passage when the question says little', () => {
    const asked = { count: 2, weight: 0.5, unknown: 0 }

    expect(isEvidence({ vector: 0.4, asked })).toBe(false)
    expect(isEvidence({ vector: 0.4, asked, coverage: 1 })).toBe(true)
  })

  it('is not one word of several, however rare', () => {
    const mention = { coverage: 0.7, vector: 0.6, matched: ['drupal'] }

    expect(isEvidence(mention)).toBe(false)
    expect(isEvidence({ ...mention, asked: { count: 2, weight: 1.2, unknown: 0 } })).toBe(true)
  })

  it('is more in words alone, where there is no vector', () => {
    expect(isEvidence({ vector: null, vectorWeight: 0 })).toBe(true)
    expect(isEvidence({ vector: null, vectorWeight: 0, coverage: 0.3 })).toBe(false)
  })

  it('is the word of a strong model, whatever the words', () => {
    const strong = { coverage: 0, matched: [], vector: 0.6 }

    expect(isEvidence({ ...strong, vectorWeight: 0.65 })).toBe(true)
    expect(isEvidence({ ...strong, vectorWeight: 0.5 })).toBe(false)
  })

  it('is missing when the question has no word at all', () => {
    expect(isEvidence({ coverage: 0, matched: [], asked: { count: 0, weight: 0, unknown: 0 } })).toBe(false)
  })
})

describe('sources', () => {
  it('are the evidence and what is nearly as good, in order', () => {
    const near: ScoreParts = { ...HALF, coverage: 0.2, vector: 0.3 }
    const hits = [
      aHit({ id: 'evidence', score: 0.8 }),
      aHit({ id: 'beside', score: 0.6, parts: near }),
      aHit({ id: 'far', score: 0.5, parts: near }),
    ]

    expect(pickSources(hits).map(({ id }) => id)).toEqual(['evidence', 'beside'])
  })

  it('are none without evidence, however many are near', () => {
    const near: ScoreParts = { ...HALF, coverage: 0.2, vector: 0.3 }

    expect(pickSources([aHit({ parts: near }), aHit({ parts: near })])).toEqual([])
    expect(pickSources([])).toEqual([])
  })
})
