/** Providers' bad days, each with its outcome: what is tried again, what is told, and when nobody is asked any more. */
import { describe, expect, it } from 'vitest'
import { startFakeOpenAi } from '../../test/openai/fake-openai.ts'
import { collect, setUpModel } from '../../test/openai/model-setup.ts'
import type { WritingFault } from '../../test/openai/writing-faults.ts'

const ANSWER = 'The lamp burns all night. It was lit in 1823.'
const { writing, waits, aModel } = await setUpModel({ writes: { text: ANSWER } })

/** What comes through before a fault in the middle of a stream: three deltas of six letters. */
const BEGINNING = ANSWER.slice(0, 18)
const QUICK = { firstMs: 150, stallMs: 100, wholeMs: 400 }

describe.each(['chat', 'responses'])('by %s', (api) => {
  const settings = { writes: { text: ANSWER }, hasChat: api === 'chat', hasResponses: api === 'responses' }

  it.each<[WritingFault, number[]]>([
    ['rate_limit_seconds', [2000]],
    ['rate_limit_ms', [250]],
    ['error_500', [250]],
    ['error_502', [250]],
    ['error_503', [250]],
    ['error_529', [250]],
    ['reset_at_once', [250]],
    ['html', [250]],
    ['empty_stream', [250]],
    ['error_first', [250]],
  ])('after %s it waits %j ms and answers', async (fault, expected) => {
    writing.reset(settings)
    writing.fail(fault)
    expect(await collect(aModel())).toMatchObject({ text: ANSWER, endings: ['whole'], error: null })
    expect(waits).toEqual(expected)
  })

  it.each<[WritingFault, object]>([
    ['reset_mid_stream', { kind: 'unavailable', code: 'reset' }],
    ['cut_stream', { kind: 'upstream', code: 'bad_answer' }],
    ['cut_event', { kind: 'upstream', code: 'bad_answer' }],
    ['broken_event', { kind: 'upstream', code: 'bad_answer' }],
    ['error_event', { kind: 'unavailable', code: 'server_error' }],
    ['stall', { kind: 'timeout', code: 'stalled' }],
  ])('after %s in the middle it has said what came, throws, and tries nothing again', async (fault, expected) => {
    writing.reset(settings)
    writing.fail(fault)
    const { text, endings, error, usages } = await collect(aModel(), { deadlines: QUICK })
    expect(text).toBe(BEGINNING)
    expect(error).toMatchObject({ retryable: true, ...expected })
    expect(endings).toEqual([])
    expect(usages).toHaveLength(1)
    expect(writing.calls).toHaveLength(1)
  })

  it.each<[WritingFault, object, RegExp]>([
    [
      'insufficient_quota',
      { kind: 'upstream', code: 'insufficient_quota' },
      /has no quota left: check plan and billing/,
    ],
    ['unauthorized', { kind: 'upstream', code: 'unauthorized' }, /check OPENAI_API_KEY/],
    ['forbidden', { kind: 'upstream', code: 'unauthorized' }, /check OPENAI_API_KEY/],
    ['model_not_found', { kind: 'upstream', code: 'not_found' }, /check ANSWER_MODEL and OPENAI_BASE_URL/],
  ])('after %s it asks once and then not for a minute', async (fault, expected, words) => {
    writing.reset(settings)
    writing.failAlways(fault)
    let now = 0
    const model = aModel({ now: () => now })
    const { error, usages } = await collect(model)
    expect(error).toMatchObject({ ...expected, retryable: false, message: expect.stringMatching(words) })
    expect(usages).toEqual([])
    now = 59_000
    expect((await collect(model)).error).toMatchObject({ ...expected, retryAfterSeconds: 1 })
    expect(writing.calls).toHaveLength(1)
    writing.failAlways(null)
    now = 60_000
    expect((await collect(model)).text).toBe(ANSWER)
  })
})

it('answers all the same when only the last word of the stream is missing', async () => {
  writing.fail('no_last_event')
  expect(await collect(aModel())).toMatchObject({ text: ANSWER, endings: ['whole'], error: null })
})

it('does not wait for days, nor for more than a few seconds, and asks nobody meanwhile', async () => {
  writing.failAlways('rate_limit_days')
  const model = aModel({ now: () => 0 })
  expect((await collect(model)).error).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 172_800 })
  expect((await collect(model)).error).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 })
  expect(writing.calls).toHaveLength(1)
  expect(waits).toEqual([])
})

it('waits until the date a rate limit names', async () => {
  writing.fail('rate_limit_date')
  expect((await collect(aModel())).text).toBe(ANSWER)
  // The header has no fractions of a second.
  expect(waits[0]).toBeGreaterThan(500)
  expect(waits[0]).toBeLessThanOrEqual(2000)
})

it.each<WritingFault>(['hang', 'drip'])('gives %s so long for the first word, all tries together', async (fault) => {
  writing.failAlways(fault)
  const startedAt = performance.now()
  const { error, usages } = await collect(aModel(), { deadlines: QUICK })
  expect(error).toMatchObject({ kind: 'timeout', code: 'no_first_word' })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  expect(writing.calls).toHaveLength(1)
  // It was worked on, for all we know.
  expect(usages).toEqual([{ model: 'gpt-4o-mini', inputTokens: 19, outputTokens: 0 }])
})

it('gives a slow answer so long and no longer', async () => {
  writing.reset({ writes: 'endless', gapMs: 20 })
  const { text, error } = await collect(aModel(), { deadlines: QUICK, maxTokens: 100_000 })
  expect(text.length).toBeGreaterThan(6)
  expect(error).toMatchObject({ kind: 'timeout', code: 'too_slow' })
})

it.each([
  ['writes nothing', { writes: 'empty' as const }, { code: 'empty', retryable: false }],
  ['declines', { finish: 'content_filter' as const }, { code: 'declined', retryable: false }],
])('asks no second time a model that %s', async (_, settings, expected) => {
  writing.reset(settings)
  expect((await collect(aModel())).error).toMatchObject({ kind: 'upstream', ...expected })
  expect(writing.calls).toHaveLength(1)
})

it('says that nobody listens, and stops asking after three in vain', async () => {
  const closed = await startFakeOpenAi()
  await closed.close()
  let now = 0
  const model = aModel({ baseUrl: closed.baseUrl, now: () => now })
  const errors = []
  for (let i = 0; i < 4; i++) errors.push((await collect(model)).error)
  expect(errors[0]).toMatchObject({
    kind: 'unavailable',
    code: 'connect',
    message: expect.stringMatching(/^gpt-4o-mini at 127\.0\.0\.1:\d+ cannot be reached: .*refused\.$/),
  })
  expect(errors[3]).toMatchObject({ kind: 'unavailable', code: 'connect', retryAfterSeconds: 5 })
  // Three asked three times each, the fourth not at all.
  expect(waits).toHaveLength(6)
  now = 5_000
  await collect(model)
  expect((await collect(model)).error).toMatchObject({ retryAfterSeconds: 10 })
})

it('lets one try when a model may be back, and everybody when it is', async () => {
  let now = 0
  const model = aModel({ now: () => now })
  writing.failAlways('hang')
  for (let i = 0; i < 3; i++) await collect(model, { deadlines: QUICK })
  now = 5_000
  writing.failAlways(null)
  writing.calls.length = 0
  writing.settings.latencyMs = 50
  const answers = await Promise.all(Array.from({ length: 5 }, () => collect(model)))
  expect(answers.map(({ text }) => text)).toEqual([ANSWER, '', '', '', ''])
  expect(writing.calls).toHaveLength(1)
  const more = await Promise.all(Array.from({ length: 5 }, () => collect(model)))
  expect(more.map(({ text }) => text)).toEqual(Array(5).fill(ANSWER))
})

it('lets the next one try when the one who tried has left', async () => {
  let now = 0
  const model = aModel({ now: () => now })
  writing.fail('insufficient_quota')
  await collect(model)
  now = 60_000
  writing.settings.latencyMs = 5_000
  await collect(model, { signal: AbortSignal.timeout(50) })
  writing.settings.latencyMs = 0
  expect((await collect(model)).text).toBe(ANSWER)
})

it.each<WritingFault>(['unauthorized', 'error_first', 'error_event', 'error_500', 'html'])(
  'says of %s nothing in the words of the server',
  async (fault) => {
    writing.failAlways(fault)
    const { error } = await collect(aModel())
    const told = [error, error instanceof Error ? error.cause : null]
    const words = told.map((each) => (each instanceof Error ? `${each.message} ${JSON.stringify(each)}` : '')).join(' ')
    expect(words).toMatch(/gpt-4o-mini at 127/)
    expect(words).not.toMatch(/SECRET|sk-|Incorrect|server had|guest network|Overloaded/)
  },
)

it('knows no address that does not exist', async () => {
  const model = aModel({ baseUrl: `${(await startFakeOpenAi()).baseUrl}/v2` })
  expect((await collect(model)).error).toMatchObject({ kind: 'upstream', code: 'not_found' })
})
