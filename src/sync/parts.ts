/** What a sync is made of, and what may be asked of it. */
import type { Embedder } from '../embedding/embedder.ts'
import type { Db } from '../store/db.ts'
import type { StoredSite } from '../store/sites.ts'
import type { Space } from '../store/vectors.ts'
import type { Progress } from '../types.ts'
import type { Wordpress } from '../wordpress/client.ts'

export interface SyncParts {
  db: Db
  site: StoredSite
  /** Opened for this run: it counts the run's requests. */
  wordpress: Wordpress
  embedder: Embedder
  space: Space
  chunking: { targetTokens: number; maxTokens: number; overlapTokens: number }
  now(): Date
}

export interface SyncOptions {
  /** Read every listed post again, whether or not its listing changed. */
  isFull: boolean
  /** Only these posts; empty for all. */
  postIds: readonly number[]
  /** Read and count, write nothing. */
  isDryRun: boolean
  /** Most removals the operator approves beyond the daily budget; null for none. */
  approveDeletions: number | null
  signal: AbortSignal
  onProgress(progress: Progress): void
}
