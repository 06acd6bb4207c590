/** How the embedder stands a server that is ill, refuses, or lies. */
import { describe, expect, it } from 'vitest'
import { setUpEmbedder, someTexts } from '../../test/openai/embedder-setup.ts'
import { startFakeOpenAi } from '../../test/openai/fake-openai.ts'
import type { Fault } from '../../test/openai/faults.ts'
import { openOpenAiEmbedder } from './openai.ts'

const { fake, http, waits, anEmbedder } = await setUpEmbedder()

const batchSizes = () => fake.requests.map(({ texts }) => texts.length)

describe('when the server is busy or ill', () => {
  it.each<[Fault, number]>([
    ['rate_limit_seconds', 2000],
    ['rate_limit_ms', 250],
  ])('after %s waits %d ms and succeeds', async (fault, waitMs) => {
    fake.fail(fault)
    expect((await anEmbedder().embed(['text'])).vectors).toHaveLength(1)
    expect(waits).toEqual([waitMs])
  })

  it('waits until the date a rate limit names', async () => {
    fake.fail('rate_limit_date')
    await anEmbedder().embed(['text'])
    // The header has no fractions of a second.
    expect(waits[0]).toBeGreaterThan(800)
    expect(waits[0]).toBeLessThanOrEqual(2000)
  })

  it('does not wait for days, and hands the wish on', async () => {
    fake.fail('rate_limit_days')
    const failure = anEmbedder().embed(['text'])
    await expect(failure).rejects.toMatchObject({ code: 'rate_limited', retryable: true, retryAfterSeconds: 172800 })
    expect(waits).toEqual([])
  })

  it.each<Fault>(['error_500', 'error_503', 'reset', 'html', 'cut_json'])('tries again after %s', async (fault) => {
    fake.fail(fault)
    expect((await anEmbedder().embed(['text'])).vectors).toHaveLength(1)
    expect(waits).toHaveLength(1)
  })

  it.each<Fault>(['hang', 'drip'])('tries again after the time-out of %s', async (fault) => {
    fake.fail(fault)
    expect((await anEmbedder({ timeoutMs: 100 }).embed(['text'])).vectors).toHaveLength(1)
    expect(fake.requests).toHaveLength(2)
  })

  it('gives up after six tries, each wait longer than the one before', async () => {
    fake.failAlways('error_503')
    const failure = anEmbedder({ random: () => 1 }).embed(['text'])
    await expect(failure).rejects.toMatchObject({ kind: 'unavailable', code: 'server_error', retryable: true })
    expect(fake.requests).toHaveLength(6)
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000])
  })

  it('gives up sooner on what may have been charged', async () => {
    fake.failAlways('hang')
    await expect(anEmbedder({ timeoutMs: 50 }).embed(['text'])).rejects.toMatchObject({ kind: 'timeout' })
    expect(fake.requests).toHaveLength(3)
  })

  it('says who cannot be reached when nobody listens', async () => {
    const closed = await startFakeOpenAi()
    await closed.close()
    await expect(anEmbedder({ baseUrl: closed.baseUrl }).embed(['text'])).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'connect',
      message: expect.stringMatching(/^text-embedding-3-large cannot be reached: 127\.0\.0\.1/),
    })
    expect(waits).toHaveLength(5)
  })

  it('stops waiting when the signal says so', async () => {
    fake.failAlways('rate_limit_seconds')
    const leaving = new AbortController()
    // With the sleep it has by itself.
    const options = { http, baseUrl: fake.baseUrl, apiKey: undefined, model: 'm', dimensions: 8 }
    const embedder = openOpenAiEmbedder(options)
    setTimeout(() => leaving.abort(new Error('left')), 100)
    await expect(embedder.embed(['text'], leaving.signal)).rejects.toThrow('left')
    expect(fake.requests).toHaveLength(1)
  })
})

describe('when no waiting helps', () => {
  it.each<[Fault, string, RegExp]>([
    ['insufficient_quota', 'insufficient_quota', /has no quota left/],
    ['unauthorized', 'unauthorized', /check OPENAI_API_KEY/],
  ])('asks once after %s', async (fault, code, words) => {
    fake.failAlways(fault)
    const failure = await anEmbedder()
      .embed(someTexts(20))
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'upstream', code, retryable: false, message: expect.stringMatching(words) })
    expect(fake.requests).toHaveLength(1)
  })

  it('does not repeat the part of the key that the server repeats', async () => {
    fake.fail('unauthorized')
    await expect(anEmbedder().embed(['text'])).rejects.not.toThrow('sk-')
  })

  it('names an address that does not exist', async () => {
    const failure = anEmbedder({ baseUrl: `${fake.baseUrl}/v2` }).embed(['text'])
    await expect(failure).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('OPENAI_BASE_URL'),
    })
  })
})

describe('when the vectors are wrong', () => {
  it.each<[Fault, string]>([
    ['missing_vector', 'sent 4 vectors for 5 texts'],
    ['duplicate_index', 'sent two vectors for text 0 of 5'],
    ['wrong_dimension', 'has 255 dimensions, not 256'],
    ['quarter_zeros', 'has 64 dimensions, not 256'],
    ['zeros', 'is all zeros'],
    ['nan', 'holds numbers that are not finite'],
  ])('lets none of %s through', async (fault, words) => {
    fake.failAlways(fault)
    const failure = await anEmbedder()
      .embed(someTexts(5))
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'upstream', message: expect.stringContaining(words) })
    expect(failure).toMatchObject({ message: expect.stringMatching(/^text-embedding-3-large at 127\.0\.0\.1:\d+ /) })
    expect(fake.requests.length).toBeLessThanOrEqual(3)
  })

  it('lets no NaN through in a list of floats either, where it is null', async () => {
    fake.settings.sendsFloats = true
    fake.failAlways('nan')
    await expect(anEmbedder().embed(someTexts(5))).rejects.toThrow('neither base64 nor a list of numbers')
  })

  it('heals when the next answer is good', async () => {
    fake.fail('zeros')
    expect((await anEmbedder().embed(someTexts(5))).vectors).toHaveLength(5)
  })
})

describe('when a batch is refused', () => {
  it('halves one that is too large, and cuts the next ones smaller at once', async () => {
    fake.settings.maxTexts = 16
    const embedder = anEmbedder()
    const whole = await embedder.embed(someTexts(64))
    expect(batchSizes()).toEqual([64, 32, 16, 16, 16, 16])
    fake.requests.length = 0
    expect(await embedder.embed(someTexts(64))).toEqual(whole)
    expect(batchSizes()).toEqual([16, 16, 16, 16])
  })

  it('finds the one text that is refused and keeps the vectors of the others, in 13 requests', async () => {
    fake.settings.poison = 'subject37'
    const embedder = anEmbedder()
    const failure = await embedder.embed(someTexts(64)).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'text_refused',
      retryable: false,
      refused: [{ index: 37, message: expect.stringContaining('maximum context length') }],
      vectors: expect.toSatisfy((vectors: unknown[]) => vectors.filter(Buffer.isBuffer).length === 63),
    })
    expect(fake.requests.length).toBeLessThanOrEqual(13)
    // The batch size was not at fault, so the next batch goes out whole.
    fake.requests.length = 0
    await embedder.embed(someTexts(30))
    expect(batchSizes()).toEqual([30])
  })

  it('tells a text that is refused from a server that refuses everything', async () => {
    fake.settings.poison = 'subject0'
    await expect(anEmbedder().embed(someTexts(1))).rejects.toMatchObject({
      code: 'text_refused',
      refused: [{ index: 0 }],
    })
    fake.settings.poison = ''
    const failure = anEmbedder().embed(someTexts(1))
    await expect(failure).rejects.toMatchObject({ message: expect.stringMatching(/^Every text is refused: /) })
    await expect(failure).rejects.not.toHaveProperty('refused')
  })

  it('does not take a batch to pieces of which nothing is taken', async () => {
    fake.settings.poison = 'passage'
    await expect(anEmbedder().embed(someTexts(512))).rejects.toThrow(/^Every text is refused: /)
    expect(fake.requests.length).toBeLessThan(40)
  })
})
