/** Cache in the memory of this process: what is used longest ago goes first when it is full. */
import { type Cache, type Counted, LIST_NAMES, MAX_BYTES } from './cache.ts'

export interface ProcessCacheOptions {
  /** Of all values together. Default 32 MiB. */
  maxBytes?: number
  /** Milliseconds of any steady clock. */
  now?: () => number
}

interface Kept {
  bytes: Buffer
  until: number
}

interface List {
  counts: Map<string, number>
  until: number
}

/** Key and bookkeeping of an entry, roughly. */
const ENTRY_BYTES = 200

export function openProcessCache(options: ProcessCacheOptions = {}): Cache {
  const { maxBytes = 32 * 1024 * 1024, now = () => performance.now() } = options
  // A Map remembers the order of insertion: the first key is the one not used for longest.
  const kept = new Map<string, Kept>()
  const lists = new Map<string, List>()
  let size = 0

  const drop = (key: string) => {
    const entry = kept.get(key)
    if (entry && kept.delete(key)) size -= entry.bytes.length + ENTRY_BYTES
  }
  const put = (key: string, entry: Kept) => {
    drop(key)
    kept.set(key, entry)
    size += entry.bytes.length + ENTRY_BYTES
  }
  const findList = (name: string) => {
    const list = lists.get(name)
    if (list && list.until > now()) return list
    lists.delete(name)
    return null
  }

  return {
    place: 'process',
    isUp: () => true,
    async get(key) {
      const entry = kept.get(key)
      if (!entry) return null
      if (entry.until <= now()) {
        drop(key)
        return null
      }
      put(key, entry)
      return entry.bytes
    },
    async set(key, bytes, ttlSeconds) {
      if (bytes.length > MAX_BYTES) return
      put(key, { bytes, until: now() + ttlSeconds * 1000 })
      for (const oldest of kept.keys()) {
        if (size <= maxBytes) break
        drop(oldest)
      }
    },
    delete: async (key) => drop(key),
    async count(name, counts, ttlSeconds) {
      const list = findList(name) ?? { counts: new Map<string, number>(), until: 0 }
      for (const [counted, count] of counts) list.counts.set(counted, (list.counts.get(counted) ?? 0) + count)
      if (list.counts.size > LIST_NAMES) list.counts = new Map(most(list.counts).slice(0, LIST_NAMES))
      lists.set(name, { ...list, until: now() + ttlSeconds * 1000 })
    },
    async top(name, limit) {
      const entries = most(findList(name)?.counts ?? new Map<string, number>())
      return entries.slice(0, limit).map(([counted, count]): Counted => ({ name: counted, count }))
    },
    async close() {
      kept.clear()
      lists.clear()
      size = 0
    },
  }
}

function most(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, a], [, b]) => b - a)
}
