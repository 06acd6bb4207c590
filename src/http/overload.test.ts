import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { aServer } from '../../test/fake-http.ts'
import { aResult } from '../../test/makers.ts'

const SEARCH = { method: 'POST', url: '/search', payload: { q: 'x' } } as const

/** A search that is answered when the test says so. */
function held() {
  const gate = Promise.withResolvers<void>()
  const search = async () => {
    await gate.promise
    return aResult()
  }
  return { search, open: () => gate.resolve() }
}

it('refuses questions while too many are under way, and takes them again afterwards', async () => {
  const { search, open } = held()
  const app = aServer({ search, bounds: { maxInFlight: 2, maxBehindMs: Number.POSITIVE_INFINITY } })
  const first = [app.inject(SEARCH), app.inject(SEARCH)]
  await sleep(50)
  const refused = await app.inject(SEARCH)

  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '2'])
  expect(refused.json()).toMatchObject({ error: 'unavailable', detail: expect.stringContaining('busy') })
  open()
  expect((await Promise.all(first)).map(({ statusCode }) => statusCode)).toEqual([200, 200])
  expect((await app.inject(SEARCH)).statusCode).toBe(200)
})

it('refuses questions while the event loop is behind, and still tells how it is', async () => {
  const app = aServer({ bounds: { maxBehindMs: 200 } })
  await app.ready()
  // Twice, with a turn of the loop between: a single pause is nothing.
  for (let turn = 0; turn < 2; turn++) {
    block(700)
    await sleep(0)
  }
  const [search, livez, status] = [await app.inject(SEARCH), await app.inject('/livez'), await app.inject('/status')]
  expect([search.statusCode, livez.statusCode, status.statusCode]).toEqual([503, 200, 200])

  await expect.poll(async () => (await app.inject(SEARCH)).statusCode).toBe(200)
  await app.close()
})

/** As a long computation does. */
function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
