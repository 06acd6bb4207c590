/** What every Cache must do. Each implementation's test calls this once. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cache, LIST_NAMES, MAX_BYTES } from './cache.ts'
import { cacheKey } from './keys.ts'

export function describeCache(name: string, open: () => Promise<{ cache: Cache; close(): Promise<void> }>): void {
  describe(`Cache: ${name}`, () => {
    let opened: { cache: Cache; close(): Promise<void> }
    let cache: Cache
    beforeAll(async () => {
      opened = await open()
      cache = opened.cache
    })
    afterAll(() => opened.close())

    it('gives back the bytes it was given, whatever they are', async () => {
      const key = aKey()
      const bytes = Buffer.from([0, 255, 10, 13, 128, 0])
      await cache.set(key, bytes, 60)
      expect(await cache.get(key)).toEqual(bytes)
    })

    it('has nothing under a key that was never set, or was deleted', async () => {
      const key = aKey()
      expect(await cache.get(key)).toBeNull()
      await cache.set(key, Buffer.from('old'), 60)
      await cache.delete(key)
      expect(await cache.get(key)).toBeNull()
    })

    it('keeps the last of two values', async () => {
      const key = aKey()
      await cache.set(key, Buffer.from('a longer first value'), 60)
      await cache.set(key, Buffer.from('second'), 60)
      expect((await cache.get(key))?.toString()).toBe('second')
    })

    it('keeps a value of no bytes, which is not the same as none', async () => {
      const key = aKey()
      await cache.set(key, Buffer.alloc(0), 60)
      expect(await cache.get(key)).toEqual(Buffer.alloc(0))
    })

    it('forgets a value when its time is over', async () => {
      const key = aKey()
      await cache.set(key, Buffer.from('short'), 0.05)
      await sleep(120)
      expect(await cache.get(key)).toBeNull()
    })

    it('does not keep what is too large', async () => {
      const key = aKey()
      await cache.set(key, Buffer.alloc(MAX_BYTES + 1), 60)
      expect(await cache.get(key)).toBeNull()
    })

    it('counts names and tells those counted most', async () => {
      const list = aKey()
      await cache.count(list, new Map(Object.entries({ rare: 1, often: 2, 'häufig? "ja"': 3 })), 60)
      await cache.count(list, new Map([['often', 5]]), 60)
      expect(await cache.top(list, 2)).toEqual([
        { name: 'often', count: 7 },
        { name: 'häufig? "ja"', count: 3 },
      ])
      expect(await cache.top(aKey(), 2)).toEqual([])
    })

    it('keeps a list within bounds, those counted most in it', async () => {
      const list = aKey()
      const many = Array.from({ length: LIST_NAMES + 200 }, (_, n) => [`name ${n}`, n < 10 ? 1_000 + n : 1] as const)
      await cache.count(list, new Map(many), 60)
      const kept = await cache.top(list, 10_000)
      expect(kept).toHaveLength(LIST_NAMES)
      expect(kept[0]).toEqual({ name: 'name 9', count: 1_009 })
    })

    it('forgets a list when nothing was counted for its time', async () => {
      const list = aKey()
      await cache.count(list, new Map([['a', 1]]), 0.05)
      await sleep(120)
      expect(await cache.top(list, 10)).toEqual([])
    })
  })
}

/** Of nobody else, in a Redis that others use as well. */
function aKey(): string {
  return cacheKey('test', [randomUUID()])
}
