import { expect, it } from 'vitest'
import { aVector } from '../../test/makers.ts'
import type { Cache } from '../cache/cache.ts'
import { openProcessCache } from '../cache/process-cache.ts'
import { openKeptVectors, type VectorSource } from './kept-vectors.ts'

const source: VectorSource = { server: 'http://model.test', model: 'test', dimensions: 2 }

it('gives a vector only to the server, model and dimensions it was made by', async () => {
  const cache = openProcessCache()
  const vector = aVector([0.6, 0.8])
  openKeptVectors(cache, source).keep('why', vector)

  expect(await openKeptVectors(cache, source).find('why')).toEqual(vector)
  for (const change of [{ server: 'http://other.test' }, { model: 'other' }, { dimensions: 3 }]) {
    expect(await openKeptVectors(cache, { ...source, ...change }).find('why')).toBeNull()
  }
})

it.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('why?')],
  ['a vector that was cut off', aVector([0.6, 0.8]).subarray(0, -1)],
  ['more than a vector', Buffer.concat([aVector([0.6, 0.8]), Buffer.from([0])])],
  ['a vector of other dimensions', aVector([0.6, 0.8, 0])],
  ['zeros', aVector([0, 0])],
  ['numbers that are none', aVector([Number.NaN, 1])],
])('takes %s for no vector', async (_, bytes) => {
  // Whatever stands under any key.
  const cache: Cache = { ...openProcessCache(), get: async () => bytes }
  expect(await openKeptVectors(cache, source).find('why')).toBeNull()
})
