/** Vectors of questions in the cache: what one process has paid for, another need not pay for again. */
import type { Cache } from '../cache/cache.ts'
import { cacheKey } from '../cache/keys.ts'
import { checkVector, toFloats } from '../embedding/vector.ts'
import type { Vector } from '../types.ts'

export interface KeptVectors {
  /** Null when it is not there, or is no vector of this space. Never rejects. */
  find(question: string): Promise<Vector | null>
  /** Does not wait for it. */
  keep(question: string, vector: Vector): void
}

export interface VectorSource {
  /** Whoever made it: two servers may call different models by one name. */
  server: string
  model: string
  dimensions: number
}

/** A vector of a model never changes. A day bounds what is kept of questions nobody asks again. */
const TTL_SECONDS = 24 * 60 * 60

export function openKeptVectors(cache: Cache, { server, model, dimensions }: VectorSource): KeptVectors {
  const keyOf = (question: string) => cacheKey('vector', [server, model, dimensions, question])
  return {
    async find(question) {
      const bytes = await cache.get(keyOf(question))
      return bytes && isVector(bytes, dimensions) ? bytes : null
    },
    keep: (question, vector) => {
      void cache.set(keyOf(question), vector, TTL_SECONDS)
    },
  }
}

function isVector(bytes: Buffer, dimensions: number): boolean {
  try {
    return checkVector(toFloats(bytes), dimensions) === null
  } catch {
    // Bytes that are no vector at all.
    return false
  }
}
