/** What a sync is made of, and what may be asked of it. */
import type { Embedder } from '../embedding/embedder.ts'
import type { Db } from '../store/db.ts'
import type { StoredSite } from '../store/sites.ts'
import type { Space } from '../store/spaces.ts'
import type { Progress, SyncReport } from '../types.ts'
import type { Wordpress } from '../wordpress/client.ts'

export interface SyncParts {
  db: Db
  site: StoredSite
  /** Opened for this run: it counts the run's requests. */
  wordpress: Wordpress
  embedder: Embedder
  space: Space
  chunking: { targetTokens: number; maxTokens: number; overlapTokens: number }
  /** Days after which a soft-deleted post is erased. */
  purgeAfterDays: number
  now(): Date
  /** Told what every run did, also one that failed. */
  onEnd?: (report: SyncReport) => void
}

/**
 * How much of the site is looked at:
 * - `tick`: the newest ends of the listings, and the whole of one that does not add up. Every few minutes.
 * - `sync`: every listing, and the bodies of what differs.
 * - `nightly`: the same, and the bodies that were not read for longest, for changes that move no time stamp.
 * - `full`: every listing and every body.
 */
export type SyncMode = 'tick' | 'sync' | 'nightly' | 'full'

export interface SyncOptions {
  mode: SyncMode
  /** Only these posts, whatever the mode; empty for all. */
  postIds: readonly number[]
  /** Read and count, write nothing. */
  isDryRun: boolean
  /** Most removals the operator approves beyond the daily budget; null for none. */
  approveDeletions: number | null
  signal: AbortSignal
  onProgress(progress: Progress): void
}
