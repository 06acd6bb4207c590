import { describe, expect, it } from 'vitest'
import { collect, PROMPT, setUpModel } from '../../test/openai/model-setup.ts'
import { AppError } from '../errors.ts'
import { countCl100k } from '../tokens/cl100k.ts'

const ANSWER = 'The lamp burns all night. It was lit in 1823, and „Größe“ 😀 matters.'
const { writing, waits, aModel } = await setUpModel({ writes: { text: ANSWER } })

const parameters = () => writing.calls.map((call) => call.parameters.toSorted())

it('streams an answer by chat completions, with what the server counted', async () => {
  expect(await collect(aModel())).toEqual({
    text: ANSWER,
    usages: [{ model: 'gpt-4o-mini', inputTokens: 9, outputTokens: 18 }],
    endings: ['whole'],
    error: null,
  })
  expect(writing.calls).toMatchObject([{ api: 'chat', ...PROMPT, authorization: 'Bearer sk-test', maxTokens: 200 }])
})

it('streams an answer by the Responses API where there is no other, which is stored nowhere', async () => {
  writing.settings.hasChat = false
  const model = aModel()
  expect(await collect(model)).toMatchObject({ text: ANSWER, usages: [{ outputTokens: 18 }], endings: ['whole'] })
  await collect(model)
  // Asked once at the wrong place: that leaves no line in the log.
  expect(writing.calls).toMatchObject([{ api: 'responses', ...PROMPT }, { api: 'responses' }])
  expect(JSON.parse(writing.calls[0]?.body ?? '')).toMatchObject({ store: false, max_output_tokens: 200 })
})

it.each([1, 3, 17])('hands on the same text when it comes %d bytes at a time', async (bytesPerWrite) => {
  writing.reset({ writes: { text: ANSWER }, deltaLength: 1, bytesPerWrite })
  expect(await collect(aModel())).toMatchObject({ text: ANSWER, endings: ['whole'] })
})

it.each([true, false])('takes an answer that comes whole (chat: %s)', async (hasChat) => {
  writing.reset({ writes: { text: ANSWER }, isWhole: true, hasChat })
  expect(await collect(aModel())).toMatchObject({ text: ANSWER, usages: [{ outputTokens: 18 }], endings: ['whole'] })
})

it('sends no key where there is none', async () => {
  await collect(aModel({ apiKey: undefined }))
  expect(writing.calls[0]?.authorization).toBeUndefined()
})

it('sends Unicode and nothing else', async () => {
  for await (const _ of aModel().write({ system: 's', user: 'broken \ud83d pair' }, { maxTokens: 50 }));
  expect(writing.calls[0]?.user).toBe('broken \ufffd pair')
})

describe('what a model refuses', () => {
  it.each(['temperature', 'stream_options', 'max_tokens'])('%s is left out from then on', async (name) => {
    writing.settings.refuses = [name]
    const model = aModel()
    expect(await collect(model)).toMatchObject({ text: ANSWER, error: null })
    expect(await collect(model)).toMatchObject({ text: ANSWER, error: null })
    expect(writing.calls.map(({ fault }) => fault)).toEqual(['refused', null, null])
    expect(parameters()[2]).not.toContain(name)
  })

  it('is all of it left out, one after the other', async () => {
    writing.settings.refuses = ['temperature', 'stream_options', 'max_tokens', 'max_completion_tokens']
    expect(await collect(aModel())).toMatchObject({ text: ANSWER, endings: ['whole'] })
    expect(parameters().at(-1)).toEqual([])
  })

  it('has its bound under the other name', async () => {
    writing.settings.refuses = ['max_tokens']
    await collect(aModel())
    expect(parameters().at(-1)).toContain('max_completion_tokens')
  })

  it('stays in when it was taken once', async () => {
    const model = aModel()
    await collect(model)
    writing.settings.refuses = ['temperature']
    expect((await collect(model)).error).toMatchObject({ kind: 'upstream', code: 'refused' })
    writing.settings.refuses = []
    await collect(model)
    expect(parameters().at(-1)).toContain('temperature')
  })

  it('may be the system role: then our words come first in the only one there is', async () => {
    writing.settings.refusesSystem = true
    expect(await collect(aModel())).toMatchObject({ text: ANSWER })
    expect(writing.calls.at(-1)).toMatchObject({ system: '', user: `${PROMPT.system}\n\n${PROMPT.user}` })
  })

  it('costs nothing: usage is counted by us when the server does not', async () => {
    writing.settings.sendsUsage = false
    const { usages } = await collect(aModel())
    const outputTokens = countCl100k(ANSWER)
    expect(usages).toEqual([{ model: 'gpt-4o-mini', inputTokens: 19, outputTokens }])
  })
})

describe('a model that thinks', () => {
  it('is given room for it once it has spent its tokens before the first word', async () => {
    writing.settings.thinks = 500
    const model = aModel()
    const { text, usages, error } = await collect(model)
    expect({ text, error }).toEqual({ text: ANSWER, error: null })
    expect(usages.map(({ outputTokens }) => outputTokens)).toEqual([200, 518])
    await collect(model)
    expect(writing.calls.map(({ maxTokens }) => maxTokens)).toEqual([200, 2200, 2200])
    expect(parameters()[2]).toContain('reasoning_effort')
  })

  it('is given up when that is not enough', async () => {
    writing.settings.thinks = 50_000
    const { error } = await collect(aModel())
    expect(error).toMatchObject({ code: 'no_room', retryable: false, message: expect.stringContaining('ANSWER_MODEL') })
    expect(writing.calls).toHaveLength(2)
  })
})

describe('the bound', () => {
  it('is kept by most models themselves, and said', async () => {
    writing.settings.writes = { text: 'word '.repeat(1000) }
    const { text, endings } = await collect(aModel(), { maxTokens: 50 })
    expect(text).toHaveLength(198)
    expect(endings).toEqual(['cut'])
  })

  it.each([16, 100, 600])('cuts an answer that never ends at %d tokens', async (maxTokens) => {
    writing.settings.writes = 'endless'
    const { text, endings, usages } = await collect(aModel(), { maxTokens })
    expect(countCl100k(text)).toBeLessThanOrEqual(maxTokens)
    expect(countCl100k(text)).toBeGreaterThan(maxTokens * 0.85)
    expect(endings).toEqual(['cut'])
    expect(usages[0]?.outputTokens).toBeGreaterThanOrEqual(countCl100k(text))
    await expect.poll(() => writing.calls[0]?.state).toBe('left')
  })
})

describe('when nobody wants the answer any more', () => {
  const leaveAfter = async (ms: number, settings: object) => {
    writing.reset({ writes: 'endless', ...settings })
    const model = aModel()
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(new Error('left')), ms)
    const result = await collect(model, { signal: leaving.signal, maxTokens: 100_000 })
    return { ...result, model }
  }

  it.each([
    ['before the first word', { latencyMs: 5_000 }],
    ['in the middle', { gapMs: 5 }],
  ])('%s, the writing stops, is paid, and frees its place', async (_, settings) => {
    const { error, usages, endings, model } = await leaveAfter(200, settings)
    expect(error).toEqual(new Error('left'))
    expect(endings).toEqual([])
    expect(usages).toMatchObject([{ inputTokens: 19 }])
    expect(model.slots).toMatchObject({ taken: 0, waiting: 0 })
    await expect.poll(() => writing.calls[0]?.state).toBe('left')
  })

  it('does not ask when it was too late from the start', async () => {
    const { error } = await collect(aModel(), { signal: AbortSignal.abort(new Error('left')) })
    expect(error).toEqual(new Error('left'))
    expect(writing.calls).toEqual([])
  })

  it('stops when the loop is left', async () => {
    writing.reset({ writes: 'endless' })
    const model = aModel()
    for await (const _ of model.write(PROMPT, { maxTokens: 100_000 })) break
    expect(model.slots.taken).toBe(0)
    await expect.poll(() => writing.calls[0]?.state).toBe('left')
  })

  it('frees the place that somebody got who leaves at the same moment', async () => {
    writing.reset({ writes: 'endless' })
    const model = aModel({ slots: { slots: 1, line: 5, maxWaitMs: 5_000 } })
    const leaving = new AbortController()
    const ask = () => collect(model, { signal: leaving.signal, maxTokens: 100_000 })
    const first = ask()
    await expect.poll(() => writing.calls.length).toBe(1)
    const second = ask()
    expect(model.slots).toMatchObject({ taken: 1, waiting: 1 })
    leaving.abort(new Error('left'))
    expect([(await first).error, (await second).error]).toEqual([new Error('left'), new Error('left')])
    expect(model.slots).toMatchObject({ taken: 0, waiting: 0 })
  })

  it('is not held against the model, whatever the reason is called', async () => {
    writing.reset({ writes: { text: ANSWER }, latencyMs: 5_000 })
    const model = aModel()
    for (let i = 0; i < 3; i++) {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(new AppError('timeout', 'Too long.', { retryable: true })), 20)
      await collect(model, { signal: leaving.signal })
    }
    writing.settings.latencyMs = 0
    expect((await collect(model)).text).toBe(ANSWER)
  })

  it('does not wait for the next try either', async () => {
    writing.failAlways('error_503')
    const leaving = new AbortController()
    const sleep = (_: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    setTimeout(() => leaving.abort(new Error('left')), 100)
    const { error } = await collect(aModel({ sleep }), { signal: leaving.signal })
    expect(error).toEqual(new Error('left'))
    expect(writing.calls).toHaveLength(1)
  })

  it('leaves no place taken after 200 answers that were broken off at any moment', async () => {
    writing.reset({ writes: 'endless', latencyMs: 5, gapMs: 1 })
    const model = aModel({ slots: { slots: 16, line: 200, maxWaitMs: 20_000 } })
    const asks = Array.from({ length: 200 }, (_, i) => {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(new Error('left')), (i * 7) % 120)
      return collect(model, { signal: leaving.signal, maxTokens: 100_000 })
    })
    const errors = (await Promise.all(asks)).map(({ error }) => error)
    expect(errors.filter((error) => !(error instanceof Error && error.message === 'left'))).toEqual([])
    expect(model.slots).toMatchObject({ taken: 0, waiting: 0 })
    await expect.poll(() => writing.calls.filter(({ state }) => state === 'running')).toEqual([])
  })
})

it('gives the place back when a reader neither reads on nor leaves', async () => {
  writing.reset({ writes: 'endless' })
  const model = aModel()
  const texts = model.write(PROMPT, { maxTokens: 100_000, deadlines: { wholeMs: 100 } })[Symbol.asyncIterator]()
  await texts.next()
  expect(model.slots.taken).toBe(1)
  await expect.poll(() => model.slots.taken).toBe(0)
  await expect(texts.next()).rejects.toMatchObject({ kind: 'timeout', code: 'too_slow' })
})

it('writes so many answers at once, and tells everybody else to come back', async () => {
  writing.reset({ writes: { text: ANSWER }, latencyMs: 100 })
  const model = aModel({ slots: { slots: 2, line: 3, maxWaitMs: 5_000 } })
  const answers = await Promise.all(Array.from({ length: 8 }, () => collect(model)))
  expect(answers.filter(({ text }) => text === ANSWER)).toHaveLength(5)
  expect(answers.filter(({ error }) => error !== null).map(({ error }) => error)).toEqual(
    Array(3).fill(expect.objectContaining({ kind: 'unavailable', code: 'busy', retryAfterSeconds: 5 })),
  )
  expect(writing.calls).toHaveLength(5)
  expect(waits).toEqual([])
})
