/** Many at once, and people who leave: places are bounded and given back, and whoever only searches is not kept waiting. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import { aRandom } from '../random.ts'
import { ENDLESS, openBoatWorld, WHEN, whenAgain } from './boat.ts'
import type { ServiceWorld } from './service-world.ts'

const SLOTS = { slots: 4, line: 4, maxWaitMs: 1_000 }

/** On a busy machine all this may take long. */
const PATIENT = { firstMs: 60_000, stallMs: 60_000, wholeMs: 60_000 }
const IMPATIENT = { firstMs: 150, stallMs: 150, wholeMs: 500 }

const deadlines = { ...PATIENT }
let world: ServiceWorld
beforeAll(async () => {
  world = await openBoatWorld({ deadlines, model: { slots: SLOTS } })
  // The first answer of all loads what the others have at hand.
  await world.ask(whenAgain())
})
afterAll(() => world.close())
beforeEach(() => {
  world.provider.writing.reset()
  world.usages.length = 0
  Object.assign(deadlines, PATIENT)
  world.skip(600_000)
})

it('turns away whom it has no place for while the model is slow, and searches meanwhile', async () => {
  const held = Promise.withResolvers<void>()
  world.provider.writing.settings.hold = held.promise
  onTestFinished(() => held.resolve())
  const turnedAway: number[] = []
  const asks = Array.from({ length: 50 }, async () => {
    const answered = await world.ask(whenAgain())
    if (answered.status === 503) turnedAway.push(answered.ms)
    return answered
  })
  // Nobody is answered before the model may write, so whoever comes back now was turned away.
  await expect.poll(() => turnedAway.length, { timeout: 25_000 }).toBe(50 - SLOTS.slots)
  const found = await Promise.all(Array.from({ length: 5 }, () => world.search(WHEN)))

  expect(found.map(({ status, body }) => [status, body.degraded])).toEqual(Array(5).fill([200, false]))
  expect(world.provider.writing.calls).toHaveLength(SLOTS.slots)
  held.resolve()
  const answers = await Promise.all(asks)
  const answered = answers.filter(({ status }) => status === 200)
  expect(answered.map(({ body }) => body.outcome)).toEqual(Array(SLOTS.slots).fill('answered'))
  for (const { status, headers, body } of answers.filter((answer) => !answered.includes(answer))) {
    expect([status, headers.get('retry-after'), body.error]).toEqual([503, '1', 'unavailable'])
  }
  expect(world.model.slots).toMatchObject({ taken: 0, waiting: 0 })
})

it('lets whoever waits in line in as soon as there is a place', async () => {
  world.provider.writing.settings.latencyMs = 20
  const answers = await Promise.all(Array.from({ length: SLOTS.slots + SLOTS.line }, () => world.ask(whenAgain())))
  expect(answers.map(({ status }) => status)).toEqual(Array(SLOTS.slots + SLOTS.line).fill(200))
})

it('stops the model within a second for each of those who leave in the middle, and pays for what it did', async () => {
  world.provider.writing.reset({ ...ENDLESS, deltaLength: 8, gapMs: 5 })
  const random = aRandom(35)
  let lastLeftAt = 0
  const leave = async (whenRead: RegExp) => {
    const leaving = new AbortController()
    await readUntil(whenRead, leaving.signal)
    await sleep(random() * 50)
    leaving.abort()
    lastLeftAt = performance.now()
  }
  for (let i = 0; i < 10; i++) {
    await Promise.all([/^/, /^/, /event: sources/, /event: delta/].map(leave))
    await expect.poll(places, { timeout: 25_000 }).toBe(SLOTS.slots + SLOTS.line)
  }
  const running = () => world.provider.writing.calls.filter(({ state }) => state === 'running').length
  await expect.poll(running, { timeout: 25_000 }).toBe(0)

  const { calls } = world.provider.writing
  expect(calls.length).toBeGreaterThanOrEqual(10)
  expect(new Set(calls.map(({ state }) => state))).toEqual(new Set(['left']))
  // One that was left on its way to the model may have been charged as well.
  expect(world.usages.length).toBeGreaterThanOrEqual(calls.length)
  const lastEnd = Math.max(...calls.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY))
  expect(lastEnd - lastLeftAt).toBeLessThan(1_000)
})

/** How many answers could be begun now: also those count that are still searched for, or have not begun to be read. */
function places(): number {
  const kept: (() => void)[] = []
  try {
    for (;;) kept.push(world.model.reserve())
  } catch {
    return kept.length
  } finally {
    for (const release of kept) release()
  }
}

/** Asks, and comes back when this was read of the answer, which goes on. */
async function readUntil(expected: RegExp, signal: AbortSignal): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify({ q: whenAgain(), stream: true }), signal }
  const response = fetch(`${world.url}/ask`, init)
  response.catch(() => {})
  let text = ''
  if (expected.test(text)) return
  const reader = (await response).body?.getReader()
  while (reader && !expected.test(text)) {
    const { done, value } = await reader.read()
    if (done) return
    text += Buffer.from(value).toString()
  }
}

it('gives every place back when a model that hangs is given up', async () => {
  Object.assign(deadlines, IMPATIENT)
  world.provider.writing.failAlways('hang')
  const answers = await Promise.all(Array.from({ length: SLOTS.slots }, () => world.ask(whenAgain())))

  expect(answers.map(({ status, body }) => [status, body.outcome, body.degraded])).toEqual(
    Array(SLOTS.slots).fill([200, 'extractive', true]),
  )
  expect(world.model.slots).toMatchObject({ taken: 0, waiting: 0 })
  expect(places()).toBe(SLOTS.slots + SLOTS.line)
})
