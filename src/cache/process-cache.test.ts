import { expect, it } from 'vitest'
import { describeCache } from './cache.contract.ts'
import { openProcessCache } from './process-cache.ts'

describeCache('in process', async () => {
  const cache = openProcessCache()
  return { cache, close: () => cache.close() }
})

it('drops what was used longest ago when it is full', async () => {
  const cache = openProcessCache({ maxBytes: 3 * (1_000 + 200) })
  for (const key of ['a', 'b', 'c']) await cache.set(key, Buffer.alloc(1_000), 60)
  await cache.get('a')
  await cache.set('d', Buffer.alloc(1_000), 60)

  expect(await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await cache.get(key)) !== null))).toEqual([
    ...[true, false, true, true],
  ])
})

it('counts a value that was replaced only once', async () => {
  const cache = openProcessCache({ maxBytes: 2 * (1_000 + 200) })
  await cache.set('a', Buffer.alloc(1_000), 60)
  for (let turn = 0; turn < 10; turn++) await cache.set('b', Buffer.alloc(1_000), 60)

  expect(await cache.get('a')).not.toBeNull()
})
