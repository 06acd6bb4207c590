/**
 * Asks what authors, categories and tags are called now. A change of a name moves no time stamp of any post and stands
 * in no listing, so it is looked for by itself; documents get it without being read again.
 */
import { messageOf } from '../errors.ts'
import { applyNames, findNames, findNamesToLookAt, noteNamesRun } from '../store/names.ts'
import type { NameKind, NamesById } from '../types.ts'
import { endsRun, type ListRun } from './list.ts'
import type { SyncOptions, SyncParts } from './parts.ts'

/**
 * How many names a run asks for, a hundred with each request, those looked at longest ago first:
 * - `one`: a hundred of one kind. `each`: a hundred of each kind. `all`: every one.
 * - `old`: every one that was not looked at for a day, which ticks see to where they run.
 */
export type NamesLook = 'one' | 'each' | 'all' | 'old'

const PER_REQUEST = 100
const OLD_HOURS = 24

/** What cannot be asked stands in the notes, and names stay as they are. */
export async function lookAtNames(
  parts: SyncParts,
  options: SyncOptions,
  run: ListRun & { look: NamesLook },
): Promise<void> {
  const { db, site } = parts
  const { report, look } = run
  if (options.isDryRun) return
  await noteNamesRun(db, site.id, report.startedAt)
  const due = await findNamesToLookAt(db, site.id, look === 'old' ? OLD_HOURS : 0)
  for (const request of requestsFor(due, look)) {
    options.signal.throwIfAborted()
    try {
      report.renamed += await lookAt(parts, run, request)
    } catch (error) {
      if (endsRun(error, options)) throw error
      report.notes.push(
        `Names of ${request.kind === 'category' ? 'categories' : `${request.kind}s`}: ${messageOf(error)}`,
      )
    }
  }
}

interface NamesRequest {
  kind: NameKind
  ids: number[]
}

function requestsFor(due: ReadonlyMap<NameKind, number[]>, look: NamesLook): NamesRequest[] {
  const pages = [...due].map(([kind, ids]) =>
    Array.from({ length: Math.ceil(ids.length / PER_REQUEST) }, (_, page) => ({
      kind,
      ids: ids.slice(page * PER_REQUEST, (page + 1) * PER_REQUEST),
    })),
  )
  if (look === 'all' || look === 'old') return pages.flat()
  const first = pages.flatMap(([page]) => page ?? [])
  return look === 'one' ? first.slice(0, 1) : first
}

async function lookAt({ db, site, wordpress }: SyncParts, run: ListRun, { kind, ids }: NamesRequest): Promise<number> {
  // A site that does not show such names any more takes none away: it may show them again.
  const shown = (await wordpress.readNames(kind, ids)) ?? new Map<number, string>()
  const known = await findNames(db, site.id, kind, ids)
  const changed: NamesById = new Map()
  for (const [id, name] of shown) if (known.has(id) && known.get(id) !== (name || null)) changed.set(id, name || null)
  // Another site at this address has other names.
  if (changed.size > 0) await run.confirmSite()
  await applyNames(db, run.writer, kind, { asked: ids, changed })
  return changed.size
}
