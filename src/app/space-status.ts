/** How spaces stand, in counts and in sentences for the operator, and the way back to one by hand. */
import type { Embedder } from '../embedding/embedder.ts'
import { AppError } from '../errors.ts'
import { countSiteCoverage, type SiteCoverage } from '../store/coverage.ts'
import type { Db } from '../store/db.ts'
import { chooseSpace, listSpaces, READY_SHARE, type StoredSpace } from '../store/spaces.ts'
import type { SpaceStatus } from '../types.ts'
import { isOf } from './embedders.ts'
import type { SpaceParts } from './spaces.ts'

/** Counts are those of all sites together. */
export async function describeSpaces(db: Db): Promise<SpaceStatus[]> {
  const [spaces, coverages] = await Promise.all([listSpaces(db), countSiteCoverage(db)])
  return spaces.map((space) => toStatus(space, coverages))
}

/** @param coverages Those to count; of other spaces too, which are passed over. */
export function toStatus({ languages: _, ...space }: StoredSpace, coverages: readonly SiteCoverage[]): SpaceStatus {
  const own = coverages.filter(({ spaceId }) => spaceId === space.id)
  const sum = (count: (one: SiteCoverage) => number) => own.reduce((total, one) => total + count(one), 0)
  return {
    ...space,
    embedded: sum(({ embedded }) => embedded),
    refused: sum(({ refused }) => refused),
    chunks: sum(({ chunks }) => chunks),
  }
}

/**
 * Lets this space answer from now on; every process notices within a second.
 *
 * @throws AppError `not_found`; `conflict` when it is not complete enough or its model cannot be asked, unless forced.
 */
export async function activateSpace(
  { db, embedders }: Pick<SpaceParts, 'db' | 'embedders'>,
  id: number,
  { isForced }: { isForced: boolean },
): Promise<SpaceStatus> {
  const space = findOne(await describeSpaces(db), id)
  if (!isForced) {
    refuseIncomplete(space)
    if (!embedders.find(space)) {
      const why = `Space ${id} was made with ${space.model}, which this configuration has no way to ask.`
      throw new AppError('conflict', `${why} Set OPENAI_API_KEY or OPENAI_BASE_URL first, or force it: --force.`)
    }
  }
  if (space.state !== 'active') await chooseSpace(db, id)
  return findOne(await describeSpaces(db), id)
}

function findOne(spaces: readonly SpaceStatus[], id: number): SpaceStatus {
  const space = spaces.find((candidate) => candidate.id === id)
  if (space) return space
  const known = spaces.map((candidate) => candidate.id).join(', ')
  throw new AppError('not_found', `There is no space ${id}. ${known ? `Known: ${known}.` : 'None was made yet.'}`)
}

function refuseIncomplete({ id, embedded, chunks }: SpaceStatus): void {
  if (embedded >= chunks * READY_SHARE) return
  throw new AppError(
    'conflict',
    `Space ${id} has vectors for ${embedded} of ${chunks} passages, and ${READY_SHARE * 100} % is the least. ` +
      'The others would be found by their words alone. Force it: --force.',
  )
}

/** What is worth knowing while not all is as the configuration wants it; empty when it is. */
export function describeChange(
  spaces: readonly SpaceStatus[],
  { configured, canAsk }: { configured: Embedder; canAsk: boolean },
): string[] {
  const active = spaces.find(({ state }) => state === 'active')
  if (!active) return []
  const building = spaces.find(({ state }) => state === 'building')
  const left = spaces.find((space) => space.isDeclined && isOf(space, configured))
  const notes: string[] = []
  if (building) {
    const count = `${building.embedded} of ${building.chunks} passages have vectors`
    notes.push(
      `Space ${nameOf(building)} is being filled: ${count}. Space ${nameOf(active)} answers until it is complete.`,
    )
  }
  if (left) {
    const way = `Set EMBED_MODEL and EMBED_DIMENSIONS to what is to stay, or run "askpress spaces activate ${left.id}".`
    notes.push(`Space ${nameOf(active)} was activated by hand, and the configuration names ${nameOf(left)}. ${way}`)
  }
  if (!canAsk) {
    const until = building ? 'until the new space is complete' : 'until another space is activated'
    notes.push(`Space ${nameOf(active)} cannot be asked with this configuration: search is by keyword alone ${until}.`)
  }
  return notes
}

function nameOf({ id, model, dimensions }: SpaceStatus): string {
  return `${id} (${model}, ${dimensions} dimensions)`
}
