import { describe, expect, it } from 'vitest'
import { embedAll, planBatches } from './batch.ts'
import type { Embedder } from './embedder.ts'
import { RefusedTexts } from './refused.ts'
import { toFloats, toVector } from './vector.ts'

const aPassage = (id: number, tokenCount = 10) => ({ embedText: `${id}`, tokenCount })
const passages = (count: number) => Array.from({ length: count }, (_, id) => aPassage(id))

describe('planBatches', () => {
  const sizes = (tokenCounts: number[]) =>
    planBatches(
      tokenCounts.map((tokenCount) => ({ tokenCount })),
      { maxTexts: 3, maxTokens: 100 },
    ).map(({ start, end }) => [start, end])

  it('plans nothing for nothing', () => {
    expect(sizes([])).toEqual([])
  })

  it('fills each batch to the number of texts', () => {
    expect(sizes([1, 1, 1, 1, 1, 1, 1])).toEqual([
      [0, 3],
      [3, 6],
      [6, 7],
    ])
  })

  it('fills each batch to the number of tokens and not above', () => {
    expect(sizes([60, 40, 1, 50, 50])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ])
  })

  it('gives a text above the limit a batch of its own', () => {
    expect(sizes([10, 500, 10])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })
})

/** Embeds the text '7' as [7], after a moment. */
function anEmbedder(overrides: Partial<Embedder> = {}) {
  const seen = { calls: [] as string[][], inFlight: 0, mostInFlight: 0 }
  const embedder: Embedder = {
    model: 'fake',
    dimensions: 1,
    maxTexts: 4,
    maxTokens: 1000,
    languages: null,
    runsInBackground: false,
    vectorWeight: 0.5,
    baseline: 0,
    countTokens: (text) => text.length,
    embed: async (texts, signal) => {
      seen.calls.push([...texts])
      seen.mostInFlight = Math.max(seen.mostInFlight, ++seen.inFlight)
      await new Promise((resolve) => setTimeout(resolve, 5))
      seen.inFlight--
      signal?.throwIfAborted()
      return { vectors: texts.map((text) => toVector([Number(text)])), tokens: texts.length }
    },
    close: async () => {},
    ...overrides,
  }
  return { embedder, seen }
}

const values = (vectors: (Buffer | null)[]) => vectors.map((vector) => vector && toFloats(vector)[0])

describe('embedAll', () => {
  it('gives a vector for every passage, in order, in as few calls as the limits allow', async () => {
    const { embedder, seen } = anEmbedder()
    const { vectors, requests, tokens, refused } = await embedAll(embedder, passages(10))
    expect(values(vectors)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect({ requests, tokens, refused }).toEqual({ requests: 3, tokens: 10, refused: [] })
    expect(seen.calls.map((texts) => texts.length)).toEqual([4, 4, 2])
  })

  it('does not call for nothing', async () => {
    expect(await embedAll(anEmbedder().embedder, [])).toEqual({ vectors: [], refused: [], requests: 0, tokens: 0 })
  })

  it('keeps a few requests in flight, and one with an embedder in this process', async () => {
    const remote = anEmbedder()
    await embedAll(remote.embedder, passages(40))
    expect(remote.seen.mostInFlight).toBe(3)
    const local = anEmbedder({ runsInBackground: true })
    await embedAll(local.embedder, passages(40))
    expect(local.seen.mostInFlight).toBe(1)
  })

  it('tells how far it is after each call', async () => {
    const progress: number[][] = []
    const onProgress = (done: number, total: number) => progress.push([done, total])
    await embedAll(anEmbedder({ runsInBackground: true }).embedder, passages(10), { onProgress })
    expect(progress).toEqual([
      [4, 10],
      [8, 10],
      [10, 10],
    ])
  })

  it('leaves out the passages that are refused and says which and why', async () => {
    const embed: Embedder['embed'] = async (texts) => {
      const vectors = texts.map((text) => (text === '5' ? null : toVector([Number(text)])))
      const good = vectors.filter((vector) => vector !== null)
      if (good.length === texts.length) return { vectors: good, tokens: 1 }
      throw new RefusedTexts({ refused: [{ index: texts.indexOf('5'), message: 'too long' }], vectors, tokens: 1 })
    }
    const { vectors, refused, tokens } = await embedAll(anEmbedder({ embed }).embedder, passages(8))
    expect(values(vectors)).toEqual([0, 1, 2, 3, 4, null, 6, 7])
    expect(refused).toEqual([{ index: 5, message: 'too long' }])
    expect(tokens).toBe(2)
  })

  it('fails with the first error and starts nothing more', async () => {
    const { embedder, seen } = anEmbedder()
    const embed: Embedder['embed'] = async (texts, signal) => {
      if (texts.includes('8')) throw new Error('server gone')
      return embedder.embed(texts, signal)
    }
    await expect(embedAll({ ...embedder, embed }, passages(400))).rejects.toThrow('server gone')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(seen.calls.length).toBeLessThanOrEqual(3)
  })

  it('does not take fewer vectors than texts', async () => {
    const embed: Embedder['embed'] = async () => ({ vectors: [], tokens: 0 })
    await expect(embedAll(anEmbedder({ embed }).embedder, passages(2))).rejects.toThrow(
      'fake gave 0 vectors for 2 texts',
    )
  })

  it('stops when the signal says so', async () => {
    const leaving = new AbortController()
    const { embedder, seen } = anEmbedder()
    const left = embedAll(embedder, passages(400), { signal: leaving.signal })
    leaving.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    expect(seen.calls.length).toBeLessThanOrEqual(3)
  })
})
