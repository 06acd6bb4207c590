import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openAiSettings } from './embeddings.ts'
import { startFakeOpenAi } from './fake-openai.ts'
import type { Fault } from './faults.ts'
import { embedWords } from './vectors.ts'

const fake = await startFakeOpenAi()
afterAll(() => fake.close())
beforeEach(() => {
  fake.requests.length = 0
  Object.assign(fake.settings, openAiSettings)
})

const post = (body: object, signal?: AbortSignal) =>
  fetch(`${fake.baseUrl}/embeddings`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', ...body }),
    ...(signal && { signal }),
  })

const similarity = (one: string, other: string) => {
  const [a, b] = [embedWords(one, 1536), embedWords(other, 1536)]
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

describe('its vectors', () => {
  it('point the same way for texts that share words', () => {
    expect(similarity('changing a password', 'How can I change my passwords?')).toBeGreaterThan(0.9)
    expect(similarity('change your password in the settings', 'Where do I change my password?')).toBeGreaterThan(0.6)
    expect(Math.abs(similarity('change your password', 'bake the cake for an hour'))).toBeLessThan(0.15)
  })

  it('are the same every time, and of unit length in any dimension', () => {
    expect(embedWords('some words', 256)).toEqual(embedWords('some words', 256))
    for (const dimensions of [2, 512, 3072]) expect(Math.hypot(...embedWords('some words', dimensions))).toBeCloseTo(1)
    expect(Math.hypot(...embedWords('😀', 8))).toBeCloseTo(1)
  })
})

it('answers in floats or in base64, in the dimensions asked for, and counts tokens', async () => {
  const floats = await (await post({ input: ['red car', 'blue'], dimensions: 64 })).json()
  const base64 = await (await post({ input: ['red car'], dimensions: 64, encoding_format: 'base64' })).json()
  expect(floats.data).toHaveLength(2)
  expect(floats.data[0].embedding).toHaveLength(64)
  expect(floats.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
  expect(Buffer.from(base64.data[0].embedding, 'base64').readFloatLE(0)).toBeCloseTo(floats.data[0].embedding[0])
})

it('keeps a log of what was asked', async () => {
  fake.fail('error_500')
  await post({ input: ['a', 'b'], dimensions: 8 })
  await post({ input: 'c' })
  expect(fake.requests).toMatchObject([
    { path: '/v1/embeddings', model: 'm', texts: ['a', 'b'], dimensions: 8, fault: 'error_500' },
    { texts: ['c'], fault: null },
  ])
})

it.each([
  [{ refuses: ['dimensions'] }, { input: ['a'], dimensions: 8 }, 'dimensions'],
  [{ refuses: ['encoding_format'] }, { input: ['a'], encoding_format: 'base64' }, 'encoding_format'],
  [{ maxTexts: 2 }, { input: ['a', 'b', 'c'] }, 'array too long'],
  [{ poison: 'evil' }, { input: ['a', 'some evil text'] }, 'input[1]'],
  [{}, { input: ['a', ''] }, 'invalid'],
])('refuses with 400 when it is set to %j and asked for %j', async (settings, body, words) => {
  Object.assign(fake.settings, settings)
  const response = await post(body)
  expect(response.status).toBe(400)
  expect((await response.json()).error.message).toContain(words)
  expect(fake.requests.at(-1)?.fault).toBe('refused')
})

it('sends floats to those who ask for base64 when it is set to', async () => {
  fake.settings.sendsFloats = true
  const answer = await (await post({ input: ['a'], encoding_format: 'base64', dimensions: 8 })).json()
  expect(answer.data[0].embedding).toHaveLength(8)
})

describe('its faults', () => {
  it.each<[Fault, number]>([
    ['rate_limit_seconds', 429],
    ['rate_limit_ms', 429],
    ['rate_limit_date', 429],
    ['rate_limit_days', 429],
    ['insufficient_quota', 429],
    ['unauthorized', 401],
    ['error_500', 500],
    ['error_503', 503],
    ['html', 200],
    ['cut_json', 200],
  ])('%s comes with status %d, once', async (fault, status) => {
    fake.fail(fault)
    expect((await post({ input: ['a'] })).status).toBe(status)
    expect((await (await post({ input: ['a'] })).json()).data).toHaveLength(1)
  })

  it.each<Fault>(['hang', 'drip', 'reset'])('%s never brings a whole answer', async (fault) => {
    fake.fail(fault)
    const answer = post({ input: ['a'] }, AbortSignal.timeout(300)).then((response) => response.text())
    await expect(answer).rejects.toThrow()
  })

  it.each<[Fault, unknown]>([
    ['missing_vector', { indexes: [1, 2], lengths: [8, 8] }],
    ['shuffled', { indexes: [2, 1, 0], lengths: [8, 8, 8] }],
    ['duplicate_index', { indexes: [0, 0, 0], lengths: [8, 8, 8] }],
    ['wrong_dimension', { indexes: [0, 1, 2], lengths: [7, 7, 7] }],
    ['quarter_zeros', { indexes: [0, 1, 2], lengths: [2, 2, 2] }],
    ['zeros', { indexes: [0, 1, 2], lengths: [8, 8, 8] }],
    ['nan', { indexes: [0, 1, 2], lengths: [8, 8, 8] }],
    ['not_normalised', { indexes: [0, 1, 2], lengths: [8, 8, 8] }],
  ])('%s spoils the vectors', async (fault, expected) => {
    fake.fail(fault)
    const { data }: { data: { index: number; embedding: unknown[] }[] } = await (
      await post({ input: ['a', 'b', 'c'], dimensions: 8 })
    ).json()
    expect({ indexes: data.map(({ index }) => index), lengths: data.map(({ embedding }) => embedding.length) }).toEqual(
      expected,
    )
  })

  it('stay until they are taken away, when they are to stay', async () => {
    fake.failAlways('error_503')
    expect([(await post({ input: ['a'] })).status, (await post({ input: ['a'] })).status]).toEqual([503, 503])
    fake.failAlways(null)
    expect((await post({ input: ['a'] })).status).toBe(200)
  })
})

it('knows no other address', async () => {
  expect((await fetch(`${fake.baseUrl}/models`)).status).toBe(404)
})
