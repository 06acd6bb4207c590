/**
 * Bytes kept for a while under names that tell nothing, and lists of what was counted most.
 *
 * Two implementations: redis-cache.ts (shared by all processes) and process-cache.ts (of this process alone). Both must
 * pass cache.contract.ts. A cache is never needed: whatever goes wrong with it is the same as not having the value.
 */
export interface Cache {
  readonly place: 'redis' | 'process'

  /** False while nothing can be had from it or kept in it. */
  isUp(): boolean

  /**
   * The bytes kept under this key; null when there are none, when they are damaged, and when they cannot be had in
   * time. Never rejects. The bytes may be shared with others: do not change them.
   *
   * @param key Made by keys.ts.
   */
  get(key: string): Promise<Buffer | null>

  /** Keeps the bytes for so long, in place of those before. Resolves when that is done or given up; never rejects. */
  set(key: string, bytes: Buffer, ttlSeconds: number): Promise<void>

  delete(key: string): Promise<void>

  /**
   * Adds to how often each name was counted. The list lives for `ttlSeconds` after the last count and holds the
   * LIST_NAMES counted most. Never rejects.
   */
  count(list: string, counts: ReadonlyMap<string, number>, ttlSeconds: number): Promise<void>

  /** The names counted most, most first, those of equal counts in any order. Empty when the list cannot be had. */
  top(list: string, limit: number): Promise<Counted[]>

  close(): Promise<void>
}

export interface Counted {
  name: string
  count: number
}

/** Names a list holds: one who asks a million different questions fills nothing but this. */
export const LIST_NAMES = 1_000

/** Longer values are not kept: an answer with its sources has some 20 kB. */
export const MAX_BYTES = 1024 * 1024
