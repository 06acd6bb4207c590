import { expect, it } from 'vitest'
import { aVector } from '../../test/makers.ts'
import { openProcessCache } from '../cache/process-cache.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { AppError } from '../errors.ts'
import { openKeptVectors } from './kept-vectors.ts'
import { keepQuestionVectors } from './question-vectors.ts'

/** Answers when the test says so, and counts how often it was asked. */
function anEmbedder() {
  const calls: { texts: readonly string[]; signal: AbortSignal | undefined; answer(): void; fail(): void }[] = []
  const embedder: Embedder = {
    ...{ model: 'test', dimensions: 2, maxTexts: 8, maxTokens: 100, languages: null, runsInBackground: false },
    ...{ vectorWeight: 0.5, baseline: 0, countTokens: () => 1, close: async () => {} },
    embed: (texts, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<{ vectors: Buffer[]; tokens: number }>()
      signal?.addEventListener('abort', () => reject(signal.reason))
      calls.push({
        texts,
        signal,
        answer: () => resolve({ vectors: [aVector([1, 0])], tokens: 1 }),
        fail: () => reject(new AppError('unavailable', 'away')),
      })
      return promise
    },
  }
  return { embedder, calls }
}

it('embeds a question asked twice at once, or again, only once', async () => {
  const { embedder, calls } = anEmbedder()
  const questions = keepQuestionVectors(embedder)

  const both = Promise.all([questions.get('why'), questions.get('why')])
  calls[0]?.answer()
  const [one, other] = await both

  expect(one).toEqual(other)
  expect(await questions.get('why')).toEqual(one)
  expect(calls).toHaveLength(1)
})

it('gives the vector to those who stay when one of them leaves', async () => {
  const { embedder, calls } = anEmbedder()
  const questions = keepQuestionVectors(embedder)
  const leaving = new AbortController()

  const left = questions.get('why', { signal: leaving.signal })
  const stays = questions.get('why')
  leaving.abort(new AppError('unavailable', 'left'))
  await expect(left).rejects.toThrow('left')
  calls[0]?.answer()

  expect(await stays).toEqual(aVector([1, 0]))
})

it('stops the embedder when nobody waits any more, and starts anew for the next', async () => {
  const { embedder, calls } = anEmbedder()
  const questions = keepQuestionVectors(embedder)
  const leaving = new AbortController()

  const left = questions.get('why', { signal: leaving.signal })
  leaving.abort(new AppError('unavailable', 'left'))
  await expect(left).rejects.toThrow('left')
  const next = questions.get('why')
  calls[1]?.answer()

  expect(calls[0]?.signal?.aborted).toBe(true)
  expect(await next).toEqual(aVector([1, 0]))
})

it('gives up on an embedder that takes long, as for one that is away', async () => {
  const { embedder } = anEmbedder()
  const questions = keepQuestionVectors(embedder, { deadlineMs: 10 })

  await expect(questions.get('why')).rejects.toMatchObject({ kind: 'timeout' })
})

it('keeps no failure, and no more questions than it may', async () => {
  const { embedder, calls } = anEmbedder()
  const clock = { now: 0 }
  const questions = keepQuestionVectors(embedder, { capacity: 1, now: () => clock.now })

  const failed = questions.get('one')
  calls[0]?.fail()
  await expect(failed).rejects.toThrow('away')
  clock.now = 30_000
  for (const question of ['one', 'two', 'one']) {
    const vector = questions.get(question)
    calls.at(-1)?.answer()
    await vector
  }

  expect(calls.map(({ texts }) => texts[0])).toEqual(['one', 'one', 'two', 'one'])
})

it('asks nobody for a question that another process has asked, however its accents are written', async () => {
  const cache = openProcessCache()
  const source = { server: 'http://model.test', model: 'test', dimensions: 2 }
  const one = anEmbedder()
  const other = anEmbedder()
  const asked = keepQuestionVectors(one.embedder, { kept: openKeptVectors(cache, source) }).get('caf\u00e9')
  await expect.poll(() => one.calls).toHaveLength(1)
  one.calls[0]?.answer()
  const vector = await asked

  const kept = keepQuestionVectors(other.embedder, { kept: openKeptVectors(cache, source) })

  expect(await kept.get('cafe\u0301')).toEqual(vector)
  expect(other.calls).toHaveLength(0)
})

it('leaves an embedder that failed alone, but for one that tries after the pause', async () => {
  const { embedder, calls } = anEmbedder()
  const clock = { now: 0 }
  const questions = keepQuestionVectors(embedder, { now: () => clock.now })
  const failed = questions.get('one')
  calls[0]?.fail()
  await expect(failed).rejects.toThrow('away')

  clock.now = 29_999
  await expect(questions.get('two')).rejects.toMatchObject({ code: 'embedder_paused' })
  clock.now = 30_000
  const tries = questions.get('three')
  await expect(questions.get('four')).rejects.toMatchObject({ code: 'embedder_paused' })
  calls[1]?.answer()
  await tries
  void questions.get('five')

  expect(calls.map(({ texts }) => texts[0])).toEqual(['one', 'three', 'five'])
})

it('finds vectors that were kept while the embedder is left alone', async () => {
  const { embedder, calls } = anEmbedder()
  const questions = keepQuestionVectors(embedder)
  const asked = questions.get('known')
  calls[0]?.answer()
  await asked
  const failed = questions.get('unknown')
  calls[1]?.fail()
  await expect(failed).rejects.toThrow('away')

  expect(await questions.get('known')).toEqual(aVector([1, 0]))
})

it('tells what the one who asked first was charged, and charges nobody for what is kept', async () => {
  const { embedder, calls } = anEmbedder()
  const questions = keepQuestionVectors(embedder)
  const charged: string[] = []
  const ask = (name: string) => questions.get('why', { onCharged: (tokens) => void charged.push(`${name} ${tokens}`) })

  const both = [ask('one'), ask('other')]
  calls[0]?.answer()
  await Promise.all([...both, ask('third')])

  expect(charged).toHaveLength(1)
  expect(charged[0]).toMatch(/^one \d+$/)
})

it('asks nobody without money, but gives what is kept', async () => {
  const { embedder, calls } = anEmbedder()
  let hasMoney = true
  const questions = keepQuestionVectors(embedder, { mayPay: async () => hasMoney })
  const first = questions.get('why')
  await expect.poll(() => calls.length).toBe(1)
  calls[0]?.answer()
  await first

  hasMoney = false
  await expect(questions.get('why not')).rejects.toMatchObject({ code: 'no_money' })
  expect(await questions.get('why')).toEqual(await first)

  // No failure of the embedder: it is asked again at once.
  hasMoney = true
  void questions.get('why not')
  await expect.poll(() => calls.length).toBe(2)
})
