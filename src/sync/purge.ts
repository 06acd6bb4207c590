/** Erases posts that were soft-deleted long enough ago, after one last look whether they came back. */
import { eraseDocuments, findErasable } from '../store/missing.ts'
import type { SyncReport } from '../types.ts'
import type { PostType } from '../wordpress/post-types.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

/** @param types Whose listing this run has seen whole: of a site that cannot be read nothing is erased. */
export async function purge(
  parts: SyncParts,
  options: SyncOptions,
  { types, report }: { types: readonly PostType[]; report: SyncReport },
): Promise<void> {
  const { db, site, wordpress } = parts
  const due = await findErasable(db, site.id, parts.purgeAfterDays)
  for (const type of types) {
    options.signal.throwIfAborted()
    const wpIds = due.filter((post) => post.type === type.name).map((post) => post.wpId)
    if (wpIds.length === 0) continue
    const evidence = await wordpress.findEvidence(type, wpIds)
    const erasable = wpIds.filter((wpId) => ['gone', 'not_public', 'absent'].includes(evidence.get(wpId) ?? 'unknown'))
    report.purged += await eraseDocuments(db, site.id, erasable)
  }
}
