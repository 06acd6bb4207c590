/** What a scrape is told when the database is well, hangs, or is gone. */
import { expect, it } from 'vitest'
import type { Cache } from '../cache/cache.ts'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { openLog } from '../log/log.ts'
import type { Db } from '../store/db.ts'
import { openEmbedders } from './embedders.ts'
import { unpaid } from './spending.ts'
import { openState, type StateParts } from './state.ts'
import { unwatched } from './watch.ts'

/** A database of which only that it answers matters: no site, no space, nothing. */
function aDb(query: Db['query']): Db {
  return {
    engine: 'postgres',
    query,
    transaction: () => Promise.reject(new Error('not here')),
    maintain: async () => {},
    countConnections: () => ({ idle: 1, busy: 2, waiting: 3 }),
    close: async () => {},
  }
}

/** Only whether it is there is asked of a cache. */
const aCache = (place: Cache['place'], isUp: boolean) => ({ place, isUp: () => isUp }) as Cache

function parts(change: Partial<StateParts> = {}): StateParts {
  const config = readConfig({})
  const queues = [{ queue: 'posts', waiting: 2, deferred: 0, active: 1 }]
  return {
    ...{ config, embedders: openEmbedders(config), watch: unwatched(), spending: unpaid(), log: openLog('silent') },
    db: aDb(async () => []),
    cache: aCache('process', true),
    jobs: { countQueues: async () => queues, findDelayedRuns: async () => [] },
    ...change,
  }
}

it('tells all there is to tell', async () => {
  expect(await openState(parts())()).toEqual({
    ...{ isDatabaseUp: true, isRedisUp: null, replica: null, isReady: true, sites: [], delayedRuns: 0 },
    connections: { idle: 1, busy: 2, waiting: 3 },
    queues: [{ queue: 'posts', waiting: 2, deferred: 0, active: 1 }],
  })
})

it.each([
  ['is gone', () => Promise.reject(new AppError('unavailable', 'away'))],
  ['does not answer', () => new Promise<never>(() => {})],
])('says so within the time of a scrape when the database %s', async (_how, query) => {
  const startedAt = performance.now()
  const state = await openState(parts({ db: aDb(query), cache: aCache('redis', false) }))()
  expect(state).toMatchObject({ isDatabaseUp: false, isReady: false, isRedisUp: false, connections: { waiting: 3 } })
  expect(state).not.toHaveProperty('sites')
  expect(performance.now() - startedAt).toBeLessThan(4_000)
})

it('leaves out what it cannot learn, and tells the rest', async () => {
  const jobs = { countQueues: () => Promise.reject(new Error('no queue')), findDelayedRuns: async () => [] }
  const state = await openState(parts({ jobs }))()
  expect(state).toMatchObject({ isDatabaseUp: true, isReady: true })
  expect(state).not.toHaveProperty('queues')
})

it('costs the database one look, however many ask', async () => {
  let looks = 0
  const countQueues = async () => {
    looks++
    return []
  }
  const read = openState(parts({ jobs: { countQueues, findDelayedRuns: async () => [] } }))
  await Promise.all([read(), read(), read()])
  await read()
  expect(looks).toBe(1)
})

it('is not ready while a site that came out of a backup was not seen whole', async () => {
  const query = async (text: string) => (text.includes('restored_at') ? [{ name: 'kiln' }] : [])
  // Rows are of whatever type the statement has.
  const state = await openState(parts({ db: aDb(query as Db['query']) }))()
  expect(state).toMatchObject({ isDatabaseUp: true, isReady: false })
})
