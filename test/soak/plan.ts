/** One sync of a soak: what it looks at, and when it is killed. */
import type { SyncMode } from '../../src/sync/parts.ts'
import type { SiteModel } from './site-model.ts'

export interface SoakSync {
  mode: SyncMode
  /** Only these; empty for all. */
  postIds: readonly number[]
  /** Null: it may live. Fatal: as by SIGKILL; otherwise it is asked to stop. */
  kill: { statements: number; isFatal: boolean } | null
}

export const plainSync: SoakSync = { mode: 'sync', postIds: [], kill: null }

/** Ticks as often as in life; at most a fifth of the runs are of single posts. */
export function planSync(model: SiteModel): SoakSync {
  const mode = model.pick(['tick', 'tick', 'tick', 'sync', 'sync', 'nightly', 'full'] as const) ?? 'sync'
  if (model.roll(8) > 0) return { ...plainSync, mode }
  const ids = Array.from({ length: 1 + model.roll(4) }, () => model.pick(model.site.posts)?.id ?? 1)
  return { ...plainSync, postIds: [...new Set([...ids, 1 + model.roll(400)])] }
}
