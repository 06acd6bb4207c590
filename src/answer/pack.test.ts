import { describe, expect, it } from 'vitest'
import { aHit } from '../../test/makers.ts'
import type { PlacedChunk } from '../store/neighbours.ts'
import { MAX_PASSAGES, MAX_TOKENS, pack } from './pack.ts'

/** A site of posts, each a list of passages of so many tokens; the id of a passage is its post's times 100, plus its place. */
function aSiteOf(posts: readonly (readonly number[])[]) {
  const chunks = posts.flatMap((sizes, post) =>
    sizes.map(
      (tokenCount, position): PlacedChunk => ({
        chunkId: post * 100 + position,
        siteId: 1,
        documentId: post,
        position,
        headings: [],
        content: `${post}.${position}`,
        tokenCount,
      }),
    ),
  )
  const findAround = async (ids: readonly number[]) =>
    chunks.filter(({ documentId, position }) =>
      chunks.some(
        (other) =>
          ids.includes(other.chunkId) && other.documentId === documentId && Math.abs(other.position - position) <= 1,
      ),
    )
  return async (...ids: number[]) => {
    const hits = ids.map((id, rank) => aHit({ id: String(id), content: `found ${id}`, score: 1 - rank / 10 }))
    return (await pack({ findAround }, hits)).map(({ id, content }) => [id, content])
  }
}

describe('pack', () => {
  it('joins what stands before and after a hit in its post', async () => {
    const packed = aSiteOf([[100, 100, 100, 100], [100]])
    expect(await packed(1, 200)).toEqual([['1', '0.0\n\n0.1\n\n0.2']])
    expect(await packed(2, 100)).toEqual([
      ['2', '0.1\n\n0.2\n\n0.3'],
      ['100', '1.0'],
    ])
  })

  it('makes one passage of hits that meet, under the best of them', async () => {
    const packed = aSiteOf([[100], [100, 100, 100, 100, 100, 100]])
    expect(await packed(103, 0, 101)).toEqual([
      ['103', '1.0\n\n1.1\n\n1.2\n\n1.3\n\n1.4'],
      ['0', '0.0'],
    ])
  })

  it('keeps to the number of passages and to the tokens, by rank', async () => {
    const many = aSiteOf(Array.from({ length: 9 }, () => [100]))
    expect(await many(0, 100, 200, 300, 400, 500, 600)).toHaveLength(MAX_PASSAGES)

    const big = aSiteOf([[1_800, 1_500], [1_500], [1_500], [300]])
    // The third does not fit, and the fourth does; a neighbour has to fit as well.
    expect(await big(0, 100, 200, 300)).toEqual([
      ['0', '0.0'],
      ['100', '1.0'],
      ['300', '3.0'],
    ])
  })

  it('gives the neighbours of the best hit the room first, and what follows before what precedes', async () => {
    const packed = aSiteOf([
      [1_000, 1_000, 1_000],
      [1_000, 100],
    ])
    expect(await packed(1, 100)).toEqual([
      ['1', '0.1\n\n0.2'],
      ['100', '1.0\n\n1.1'],
    ])
  })

  it('shortens a passage that is too big alone, and drops what was withdrawn', async () => {
    const hit = aHit({ id: '0', content: 'many words '.repeat(9_000) })
    const chunk = { chunkId: 0, siteId: 1, documentId: 1, position: 0, headings: [], content: '', tokenCount: 18_000 }
    const [short] = await pack({ findAround: async () => [chunk] }, [hit])
    expect(short?.content.length).toBeGreaterThan(MAX_TOKENS)
    expect(short?.content.length).toBeLessThan(hit.content.length / 2)

    expect(await pack({ findAround: async () => [] }, [hit])).toEqual([])
  })
})
