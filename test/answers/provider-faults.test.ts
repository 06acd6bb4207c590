/** Providers' bad days as a client of the service meets them: each fault of the model that writes, with its outcome. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WritingFault } from '../openai/writing-faults.ts'
import { ENDLESS, openBoatWorld, WHEN } from './boat.ts'
import type { ServiceWorld } from './service-world.ts'

/** On a busy machine a good answer may take its time; a bad one that never comes is not waited for. */
const PATIENT = { firstMs: 8_000, stallMs: 8_000, wholeMs: 10_000 }
const IMPATIENT = { firstMs: 150, stallMs: 150, wholeMs: 500 }
const NEVER = new Set<WritingFault>(['hang', 'drip', 'stall'])
const WRITTEN = 'The boat leaves at five. [1] It takes an hour. [1] It costs three pounds. [1]'
/** Letters in a delta. Three deltas come through before a fault half-way: two sentences, or not even one. */
const LONG = 20
const SHORT = 3

/** With the calls it costs when it does not pass: an answer of status 200 may have been charged, so it is had but twice. */
const PASSING: [WritingFault, number][] = [
  ['rate_limit_seconds', 3],
  ['rate_limit_ms', 3],
  ['rate_limit_date', 3],
  ['error_500', 3],
  ['error_502', 3],
  ['error_503', 3],
  ['error_529', 3],
  ['error_first', 3],
  ['reset_at_once', 3],
  ['html', 2],
  ['empty_stream', 2],
]
const LASTING: WritingFault[] = [
  'rate_limit_days',
  'insufficient_quota',
  'unauthorized',
  'forbidden',
  'model_not_found',
  'hang',
  'drip',
]
const HALF_WAY: WritingFault[] = [
  'reset',
  'reset_mid_stream',
  'stall',
  'cut_stream',
  'cut_event',
  'broken_event',
  'error_event',
]
const QUOTED = { outcome: 'extractive', degraded: true, answer: expect.stringContaining('The boat leaves the harbour') }

describe.each(['chat', 'responses'])('a model asked by %s', (api) => {
  const deadlines = { ...PATIENT }
  let world: ServiceWorld
  beforeAll(async () => {
    world = await openBoatWorld({ deadlines })
  })
  afterAll(() => world.close())
  beforeEach(() => {
    const speaks = { hasChat: api === 'chat', hasResponses: api === 'responses' }
    world.provider.writing.reset({ ...speaks, writes: { text: WRITTEN }, deltaLength: LONG })
    Object.assign(deadlines, PATIENT)
    // What the fault before has shut may be tried again.
    world.skip(600_000)
  })

  const failWith = (fault: WritingFault) => {
    if (NEVER.has(fault)) Object.assign(deadlines, IMPATIENT)
    world.provider.writing.failAlways(fault)
  }

  it.each(PASSING)('answers after one %s', async (fault) => {
    world.provider.writing.fail(fault)
    const { status, body } = await world.ask(WHEN)

    expect([status, body.outcome, body.degraded, body.answer]).toEqual([200, 'answered', false, WRITTEN])
    expect(world.provider.writing.calls).toHaveLength(2)
  })

  it.each([...PASSING, ...LASTING.map((fault): [WritingFault, number] => [fault, 1])])(
    'quotes, and marks it, while there is nothing but %s, which it asks for %d times',
    async (fault, calls) => {
      failWith(fault)
      const { status, body, ms } = await world.ask(WHEN)

      expect(status).toBe(200)
      expect(body).toMatchObject(QUOTED)
      expect(world.provider.writing.calls).toHaveLength(calls)
      expect(ms).toBeLessThan(PATIENT.firstMs / 2)
      expect(world.model.slots).toMatchObject({ taken: 0, waiting: 0 })
      expect(JSON.stringify(body)).not.toMatch(/SECRET|quota|sk-|OPENAI/)
    },
  )

  it.each(HALF_WAY)('quotes the whole answer when the written one ends in %s', async (fault) => {
    failWith(fault)
    const { status, body } = await world.ask(WHEN)

    expect(status).toBe(200)
    expect(body).toMatchObject(QUOTED)
    expect(world.provider.writing.calls).toHaveLength(1)
    expect(world.model.slots.taken).toBe(0)
  })

  it.each(HALF_WAY)('ends a stream that has shown a sentence with an error after %s', async (fault) => {
    failWith(fault)
    const { status, events } = await world.stream(WHEN)

    expect(status).toBe(200)
    const names = events.map(({ event }) => event)
    expect(names.slice(0, 3)).toEqual(['sources', 'delta', 'citation'])
    expect(names.filter((name) => name === 'done' || name === 'error')).toEqual(['error'])
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { status: 503, error: 'unavailable' } })
    expect(JSON.stringify(events.at(-1))).not.toMatch(/SECRET|gpt|127\.0/)
    expect(WRITTEN).toContain(textOf(events))
  })

  it.each(HALF_WAY)('quotes in a stream that has shown nothing yet when %s comes', async (fault) => {
    Object.assign(world.provider.writing.settings, { deltaLength: SHORT, writes: { text: 'L'.repeat(200) } })
    failWith(fault)
    const { events } = await world.stream(WHEN)

    const last = events.at(-1)
    expect(last).toMatchObject({ event: 'done', data: QUOTED })
    expect(textOf(events)).toBe(last?.data.answer)
  })

  it('goes by what the model itself says of the end of its answer', async () => {
    world.provider.writing.fail('no_last_event')
    // `[DONE]` says nothing that `finish_reason` has not said; without `response.completed` nobody has said anything.
    const expected = api === 'chat' ? { outcome: 'answered', degraded: false, answer: WRITTEN } : QUOTED
    expect((await world.ask(WHEN)).body).toMatchObject(expected)
  })

  it.each(['insufficient_quota', 'unauthorized', 'rate_limit_days'] as const)(
    'asks once a minute at most while %s lasts, and then goes on as before',
    async (fault) => {
      world.provider.writing.failAlways(fault)
      for (let i = 0; i < 5; i++) expect((await world.ask(WHEN)).body).toMatchObject(QUOTED)
      expect(world.provider.writing.calls).toHaveLength(1)

      world.provider.writing.failAlways(null)
      world.skip(60_000)
      expect((await world.ask(WHEN)).body.outcome).toBe('answered')
    },
  )

  it.each([
    ['writes nothing', { writes: 'empty' }, QUOTED],
    ['is not allowed to go on', { finish: 'content_filter', writes: { text: '' } }, QUOTED],
    ['spends all on thoughts', { thinks: 5_000 }, QUOTED],
    ['declines politely', { writes: 'refuse' }, { outcome: 'refused', degraded: false, sources: [] }],
    ['finds no answer', { writes: 'no_answer' }, { outcome: 'refused', degraded: false, sources: [] }],
    ['answers whole', { isWhole: true }, { outcome: 'answered', degraded: false, answer: WRITTEN }],
  ] as const)('has an answer of its own for a model that %s', async (_, settings, expected) => {
    Object.assign(world.provider.writing.settings, settings)
    const { status, body } = await world.ask(WHEN)
    expect(status).toBe(200)
    expect(body).toMatchObject(expected)
  })

  it.each([
    ['has no end', ENDLESS],
    ['has no end and comes in drops', { ...ENDLESS, deltaLength: 60, gapMs: 20 }],
  ] as const)('cuts an answer that %s, by its tokens or by the clock, and marks it', async (_, settings) => {
    Object.assign(deadlines, IMPATIENT)
    Object.assign(world.provider.writing.settings, settings)
    const { body, ms } = await world.ask(WHEN)

    expect(body).toMatchObject({ outcome: 'answered', degraded: true })
    expect(body.answer).toMatch(/^(?:The boat leaves the harbour at five\. \[1\] ?(?:It takes an hour\. \[1\] ?)?)+$/)
    expect(ms).toBeLessThan(PATIENT.wholeMs / 2)
    expect(world.model.slots.taken).toBe(0)
    await expect.poll(() => world.provider.writing.calls.map(({ state }) => state)).toEqual(['left'])
  })
})

function textOf(events: readonly { event: string; data: Record<string, unknown> }[]): string {
  return events.flatMap(({ event, data }) => (event === 'delta' ? [data.text] : [])).join('')
}
