import { describe, expect, it } from 'vitest'
import { setUpEmbedder } from '../../test/openai/embedder-setup.ts'
import { describeEmbedder } from './embedder.contract.ts'
import { toFloats } from './vector.ts'

const { fake, waits, anEmbedder } = await setUpEmbedder()
const odd = await setUpEmbedder({ sendsFloats: true, refuses: ['dimensions', 'encoding_format'] })

describeEmbedder('openai', () => anEmbedder())
describeEmbedder('openai, a server that sends floats and knows no parameters', () =>
  odd.anEmbedder({ dimensions: 1536 }),
)

it('sends the key, the model, the dimensions, and asks for base64', async () => {
  const { tokens } = await anEmbedder().embed(['four letters a token'])
  expect(fake.requests).toMatchObject([
    {
      authorization: 'Bearer sk-test',
      model: 'text-embedding-3-large',
      texts: ['four letters a token'],
      dimensions: 256,
      encodingFormat: 'base64',
    },
  ])
  expect(tokens).toBe(5)
})

it('sends no key when it has none', async () => {
  await anEmbedder({ apiKey: undefined }).embed(['text'])
  expect(fake.requests[0]?.authorization).toBeUndefined()
})

it('takes a base URL with a slash at its end', async () => {
  await anEmbedder({ baseUrl: `${fake.baseUrl}/` }).embed(['text'])
  expect(fake.requests).toHaveLength(1)
})

describe('with a server that is not quite like OpenAI', () => {
  it('takes floats for base64 and gives the same vector', async () => {
    const asked = await anEmbedder().embed(['the same text'])
    fake.settings.sendsFloats = true
    expect(await anEmbedder().embed(['the same text'])).toEqual(asked)
  })

  it.each(['dimensions', 'encoding_format'])(
    'stops sending %s when that is refused, and remembers',
    async (parameter) => {
      fake.settings.refuses = [parameter]
      const embedder = anEmbedder({ dimensions: 1536 })
      await embedder.embed(['one'])
      await embedder.embed(['two'])
      expect(fake.requests.map(({ fault }) => fault)).toEqual(['refused', null, null])
    },
  )

  it('goes on sending what the server has taken before, whatever it refuses later', async () => {
    const embedder = anEmbedder()
    await embedder.embed(['one'])
    fake.settings.refuses = ['dimensions']
    await expect(embedder.embed(['two'])).rejects.toThrow('does not support specifying dimensions')
    fake.settings.refuses = []
    await embedder.embed(['three'])
    expect(fake.requests.map(({ dimensions }) => dimensions)).toEqual([256, 256, 256, 256])
  })

  it('sends Unicode and nothing else, for a strict server refuses the whole batch', async () => {
    await anEmbedder().embed(['broken \ud83d pair'])
    expect(fake.requests[0]?.texts).toEqual(['broken \ufffd pair'])
  })

  it('names the way out when the model cannot be brought to the dimensions', async () => {
    fake.settings.refuses = ['dimensions']
    await expect(anEmbedder().embed(['text'])).rejects.toThrow(
      /^text-embedding-3-large at 127\.0\.0\.1:\d+ sent a vector that has 1536 dimensions, not 256\. Set EMBED_DIMENSIONS=1536/,
    )
  })

  it('brings vectors to unit length that are not', async () => {
    fake.fail('not_normalised')
    const { vectors } = await anEmbedder().embed(['text'])
    expect(vectors.map((vector) => Math.hypot(...toFloats(vector)))).toEqual([expect.closeTo(1, 5)])
  })

  it('goes by the index and not by the order', async () => {
    const three = ['red', 'green', 'blue']
    const inOrder = await anEmbedder().embed(three)
    fake.fail('shuffled')
    expect(await anEmbedder().embed(three)).toEqual(inOrder)
    expect(waits).toEqual([])
  })
})

it('embeds 64 texts at 1,536 dimensions in a few milliseconds', async () => {
  const embedder = anEmbedder({ dimensions: 1536 })
  const batch = Array.from({ length: 64 }, (_, i) => `passage ${i} `.repeat(100))
  for (let i = 0; i < 5; i++) await embedder.embed(batch)
  const startedAt = performance.now()
  for (let i = 0; i < 5; i++) await embedder.embed(batch)
  // Measured: 12 ms with the fake's own share. The bound leaves room for a machine that is busy with other things.
  expect((performance.now() - startedAt) / 5).toBeLessThan(150)
})

it('counts a text about <|endoftext|> as it counts any other', () => {
  expect(anEmbedder().countTokens('a <|endoftext|> mark')).toBeGreaterThan(6)
})

it('counts more than its own tokenizer does for models that have another one', () => {
  const text = 'The quick brown fox jumps over the lazy dog'
  expect(anEmbedder().countTokens(text)).toBe(9)
  expect(anEmbedder({ model: 'bge-m3' }).countTokens(text)).toBe(11)
})
