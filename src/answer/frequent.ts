/**
 * Which questions are asked most, so that they can be asked again after a sync (`askpress warm`). Counts live in the cache
 * alone, today's and yesterday's, and vanish with it: this is the one place where the text of questions is kept.
 */
import type { Cache } from '../cache/cache.ts'
import { cacheKey } from '../cache/keys.ts'
import type { AskRequest, SearchFilters } from '../types.ts'

export interface FrequentQuestions {
  /** @param key Of the question, see question-key.ts. The first wording stands for all that share it. */
  count(key: string, request: AskRequest): void
  /** The most frequent first. Empty when nothing is counted. */
  top(limit: number): Promise<AskRequest[]>
  /** Hands on what was counted and not told yet. */
  close(): Promise<void>
}

export interface FrequentOptions {
  now?: () => Date
  /** Between two times that counts are handed to the cache. Default 5,000. */
  flushMs?: number
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Yesterday's list is the last one read. */
const TTL_SECONDS = 2 * 24 * 60 * 60
/** Different questions between two flushes; those beyond are not counted. */
const MAX_WAITING = 2_000

export function countQuestions(cache: Cache, options: FrequentOptions = {}): FrequentQuestions {
  const { now = () => new Date(), flushMs = 5_000 } = options
  let waiting = new Map<string, { request: AskRequest; count: number }>()
  let timer: NodeJS.Timeout | null = null

  const flush = async () => {
    if (timer) clearTimeout(timer)
    timer = null
    const counted = [...waiting.values()]
    waiting = new Map()
    if (counted.length === 0) return
    const counts = new Map(counted.map(({ request, count }) => [write(request), count]))
    await cache.count(listOf(now()), counts, TTL_SECONDS)
  }

  return {
    count(key, request) {
      const known = waiting.get(key)
      if (known) known.count++
      else if (waiting.size < MAX_WAITING) waiting.set(key, { request, count: 1 })
      timer ??= setTimeout(flush, flushMs).unref()
    },
    async top(limit) {
      await flush()
      const days = [now(), new Date(now().getTime() - DAY_MS)]
      const sums = new Map<string, number>()
      for (const day of days) {
        // Of one day twice as many, in case the same questions lead on both.
        for (const { name, count } of await cache.top(listOf(day), limit * 2))
          sums.set(name, (sums.get(name) ?? 0) + count)
      }
      const names = [...sums].sort(([, a], [, b]) => b - a).slice(0, limit)
      return names.flatMap(([name]) => read(name) ?? [])
    },
    close: flush,
  }
}

function listOf(day: Date): string {
  return cacheKey('questions', [day.toISOString().slice(0, 10)])
}

type Written = [question: string, site: string | null, siteIds: readonly number[] | null, filters: WrittenFilters]
type WrittenFilters = Omit<SearchFilters, 'after' | 'before'> & { after?: string; before?: string }

/** Without history and caller: what is asked again is asked by nobody. */
function write({ question, site, siteIds, filters }: AskRequest): string {
  return JSON.stringify([question, site ?? null, siteIds ?? null, filters])
}

/** Null for what another version or program has written. */
function read(name: string): AskRequest | null {
  try {
    const [question, site, siteIds, { after, before, ...filters }] = JSON.parse(name) as Written
    if (typeof question !== 'string') return null
    return {
      question,
      site: site ?? undefined,
      siteIds: siteIds ?? undefined,
      filters: {
        ...filters,
        after: after ? new Date(after) : undefined,
        before: before ? new Date(before) : undefined,
      },
      history: [],
    }
  } catch {
    return null
  }
}
