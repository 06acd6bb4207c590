/** What every Embedder must do. The test of each implementation calls this once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Embedder } from './embedder.ts'
import { cosine, dimensionsOf, toFloats } from './vector.ts'

export function describeEmbedder(name: string, open: () => Promise<Embedder> | Embedder): void {
  describe(`Embedder: ${name}`, () => {
    let embedder: Embedder

    beforeAll(async () => {
      embedder = await open()
    })
    afterAll(() => embedder.close())

    const embedOne = async (text: string) => {
      const { vectors } = await embedder.embed([text])
      return vectors[0] ?? expect.fail('no vector')
    }

    it('gives every text one vector of its dimensions and of unit length', async () => {
      const { vectors } = await embedder.embed(['How do I reset my password?', 'Opening hours', longText])
      expect(vectors.map(dimensionsOf)).toEqual(Array(3).fill(embedder.dimensions))
      for (const vector of vectors) expect(Math.hypot(...toFloats(vector))).toBeCloseTo(1, 2)
    })

    it('keeps the order of the texts', async () => {
      const texts = ['apples and pears', 'trains to Berlin', 'the tax return', longText, 'a red bicycle']
      const { vectors } = await embedder.embed(texts)
      for (const [i, text] of texts.entries()) {
        const alone = await embedOne(text)
        expect(cosine(alone, vectors[i] ?? alone)).toBeGreaterThan(0.9999)
      }
    })

    it('puts texts about the same thing closer together than others', async () => {
      const [question, near, far] = await Promise.all(
        [
          'Where can I change my password?',
          'You can change your password in the settings.',
          'Bake the cake for an hour.',
        ].map(embedOne),
      )
      if (!question || !near || !far) expect.fail('no vector')
      expect(cosine(question, near)).toBeGreaterThan(cosine(question, far) + 0.2)
    })

    it('takes as many texts as it says', async () => {
      const texts = Array.from({ length: embedder.maxTexts }, (_, i) => `question ${i}`)
      const { vectors } = await embedder.embed(texts)
      expect(vectors).toHaveLength(embedder.maxTexts)
    })

    it.each(oddTexts)('embeds %s', async (_, text) => {
      const vector = await embedOne(text)
      expect(Math.hypot(...toFloats(vector))).toBeCloseTo(1, 2)
    })

    it('reads a long text to its end', async () => {
      const start = await embedOne(longText)
      const withEnd = await embedOne(`${longText} The giraffe eats leaves. The zebra eats grass.`)
      expect(cosine(start, withEnd)).toBeLessThan(0.9999)
    })

    it('counts no token in nothing, and about one for every four letters of English', () => {
      expect(embedder.countTokens('')).toBe(0)
      expect(embedder.countTokens(longText)).toBeGreaterThan(longText.length / 6)
      expect(embedder.countTokens(longText)).toBeLessThan(longText.length / 3)
    })

    it.each(oddTexts)('counts the tokens of %s', (_, text) => {
      expect(embedder.countTokens(text)).toBeGreaterThan(0)
    })

    it('rejects with the reason of a signal that has fired, and of one that fires meanwhile', async () => {
      await expect(embedder.embed(['text'], AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
      const leaving = new AbortController()
      const left = embedder.embed(Array(20).fill(longText), leaving.signal)
      leaving.abort(new Error('left too'))
      await expect(left).rejects.toThrow('left too')
    })

    it('may be closed twice', async () => {
      const another = await open()
      await another.close()
      await another.close()
    })
  })
}

const longText = Array.from(
  { length: 30 },
  (_, i) => `In chapter ${i} the keeper of the lighthouse writes down the weather, the ships and the birds.`,
).join(' ')

const oddTexts = [
  ['emoji', '😀🎉👩‍👩‍👧'],
  ['Chinese', '如何重置我的密码？'],
  ['Arabic', 'كيف يمكنني إعادة تعيين كلمة المرور؟'],
  ['a lone surrogate', 'broken \ud83d pair'],
  ['a NUL and other control characters', 'a\u0000b\u0007c'],
  ['a mark that is special to the model', 'ends with <|endoftext|> here'],
  ['a long word without a break', 'x'.repeat(5000)],
  ['one letter', 'a'],
  ['punctuation alone', '?!…'],
] as const
