/** An embedder's bad days as a client meets them: search goes by words, the answer is written all the same, both marked. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault } from '../openai/faults.ts'
import { openBoatWorld, WHEN } from './boat.ts'
import type { ServiceWorld } from './service-world.ts'

let world: ServiceWorld
beforeAll(async () => {
  world = await openBoatWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.provider.failAlways(null)
  world.provider.requests.length = 0
  world.provider.writing.reset()
  world.skip(600_000)
})

let asked = 0
/** The same words and never the same question: its vector would be kept. */
const newQuestion = () => WHEN + '?'.repeat(++asked)

const BOAT_HIT = expect.objectContaining({ title: 'The boat' })
const BY_WORDS = { mode: 'keyword', degraded: true, results: expect.arrayContaining([BOAT_HIT]) }
const WRITTEN = { outcome: 'answered', degraded: true, answer: 'The boat leaves the harbour at five. [1]' }

it.each<Fault>([
  'rate_limit_days',
  'insufficient_quota',
  'unauthorized',
  'forbidden',
  'model_not_found',
  'error_500',
  'error_502',
  'error_503',
  'error_529',
  'hang',
  'drip',
  'reset_at_once',
  'reset',
  'html',
  'cut_json',
  'missing_vector',
  'wrong_dimension',
  'quarter_zeros',
  'zeros',
  'nan',
])('finds by words and writes from what was found while the embedder has %s', async (fault) => {
  world.provider.failAlways(fault)
  const [answer, found] = [await world.ask(newQuestion()), await world.search(newQuestion())]

  expect([answer.status, found.status]).toEqual([200, 200])
  expect(answer.body).toMatchObject(WRITTEN)
  expect(found.body).toMatchObject(BY_WORDS)
  // Tried again as often as makes sense for the first question, and not at all for the second.
  expect(world.provider.requests.length).toBeLessThanOrEqual(6)
  expect(new Set(world.provider.requests.flatMap(({ texts }) => texts)).size).toBe(1)
})

it.each<Fault>(['rate_limit_seconds', 'rate_limit_ms', 'rate_limit_date', 'error_503', 'reset', 'cut_json', 'nan'])(
  'is as good as ever after one %s',
  async (fault) => {
    world.provider.fail(fault)
    expect((await world.ask(newQuestion())).body).toMatchObject({ ...WRITTEN, degraded: false })
    expect(world.provider.requests).toHaveLength(2)
  },
)

it.each<Fault>(['shuffled', 'duplicate_index', 'not_normalised'])(
  'takes a vector that is right but for %s',
  async (fault) => {
    world.provider.failAlways(fault)
    expect((await world.search(newQuestion())).body).toMatchObject({ mode: 'hybrid', degraded: false })
  },
)

it.each(['floats', 'base64'])('reads %s', async (form) => {
  world.provider.settings.sendsFloats = form === 'floats'
  expect((await world.search(newQuestion())).body).toMatchObject({ mode: 'hybrid', degraded: false })
})

it('asks the embedder again half a minute after a failure, and goes on as before', async () => {
  world.provider.failAlways('error_500')
  await world.search(newQuestion())
  world.provider.failAlways(null)
  expect((await world.search(newQuestion())).body).toMatchObject({ mode: 'keyword', degraded: true })
  world.skip(30_000)
  expect((await world.search(newQuestion())).body).toMatchObject({ mode: 'hybrid', degraded: false })
})

it('quotes what words find when both are away, and refuses what they do not', async () => {
  world.provider.failAlways('unauthorized')
  world.provider.writing.failAlways('unauthorized')
  expect((await world.ask(newQuestion())).body).toMatchObject({ outcome: 'extractive', degraded: true })
  expect((await world.ask('Who won the football championship?')).body).toMatchObject({
    outcome: 'refused',
    degraded: true,
  })
})
