/**
 * Which embedder works on which space: what answers, what a sync writes to, and how a new model takes over.
 *
 * A wish for another model is declared once, when a service or a sync starts (`openSpace`); from then on it is the
 * state in the database that counts, so that an old process beside a new one does not switch back.
 */
import { NO_MONEY } from '../answer/budget.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { dropOldSpaces } from '../store/old-spaces.ts'
import { completeSpace, findActiveSpace, listSpaces, type Space } from '../store/spaces.ts'
import { ensureVectorIndex, refreshStatistics } from '../store/vector-index.ts'
import { countPending } from '../store/vectors.ts'
import { type EmbeddedCount, embedPending, NOTHING_EMBEDDED } from '../sync/embed-pending.ts'
import type { Progress } from '../types.ts'
import { payForPassages } from './accounts.ts'
import { type Embedders, isOf } from './embedders.ts'
import type { Spending } from './spending.ts'
import type { Watch } from './watch.ts'

export interface SpaceParts {
  db: Db
  embedders: Embedders
  watch: Watch
  spending: Spending
}

export interface FillOptions {
  signal: AbortSignal
  onProgress(progress: Progress): void
}

export interface SpaceWithEmbedder {
  space: Space
  embedder: Embedder
}

/**
 * What a sync embeds new passages for, so that they are found by meaning as soon as they are stored: the space that
 * answers, or the one wanted when the model of that cannot be asked any more. The other gets its vectors by embedWaiting.
 */
export async function findWriting(parts: SpaceParts, siteId: number): Promise<SpaceWithEmbedder> {
  const { db, embedders } = parts
  const spaces = await listSpaces(db)
  const active = spaces.find(({ state }) => state === 'active')
  const ofActive = active && embedders.find(active)
  if (active && ofActive) return { space: active, embedder: forPassages(parts, ofActive, siteId) }
  const { configured } = embedders
  const embedder = forPassages(parts, configured, siteId)
  const own = spaces.find((space) => isOf(space, configured))
  // A dry run makes no space: one that is not made yet holds nothing.
  return { space: own ?? { id: 0, model: configured.model, dimensions: configured.dimensions }, embedder }
}

/**
 * Gives passages that wait their vectors: first in the space to come, which then answers once it is complete, then in
 * the one that answers. Ends with what nobody needs any more.
 *
 * @throws AppError as the embedders do, after everything else was done; keyword search is not touched by it.
 */
export async function embedWaiting(parts: SpaceParts, options: FillOptions): Promise<void> {
  const failures: AppError[] = []
  for (const fill of [fillBuilding, fillActive]) {
    try {
      await fill(parts, options)
    } catch (error) {
      // One model that is away must not keep the other from its work.
      if (!(error instanceof AppError)) throw error
      // No failure: they wait for tomorrow's money, and are found by their words until then.
      if (error.code !== NO_MONEY) failures.push(error)
    }
  }
  await dropOldSpaces(parts.db)
  if (failures[0]) throw failures[0]
}

/** Watched and paid for. @param siteId 0: of several. */
function forPassages({ watch, spending }: SpaceParts, embedder: Embedder, siteId: number): Embedder {
  return payForPassages(watch.embedder(embedder, 'passages'), spending, siteId)
}

async function fillBuilding(parts: SpaceParts, options: FillOptions): Promise<void> {
  const { db, embedders } = parts
  const space = (await listSpaces(db)).find(({ state }) => state === 'building')
  // Somebody else's wish: his processes have the embedder for it.
  if (!space || !isOf(space, embedders.configured)) return
  const embedder = forPassages(parts, embedders.configured, 0)
  for (;;) {
    const { passages, isShared } = await fill(db, { space, embedder }, options)
    if (isShared) return
    // The first question after the switch must find the index made, and the planner informed.
    await ensureVectorIndex(db, space)
    if (passages > 0) await refreshStatistics(db)
    if (await completeSpace(db, space.id)) return
    // Documents may have come in meanwhile: again, until they have not.
    if (passages === 0) return
  }
}

async function fillActive(parts: SpaceParts, options: FillOptions): Promise<void> {
  const { db, embedders } = parts
  const space = await findActiveSpace(db)
  const embedder = space && embedders.find(space)
  if (space && embedder) await fill(db, { space, embedder: forPassages(parts, embedder, 0) }, options)
}

async function fill(db: Db, { space, embedder }: SpaceWithEmbedder, options: FillOptions): Promise<EmbeddedCount> {
  const waiting = await countPending(db, space.id, embedder.languages)
  const total = [...waiting.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return NOTHING_EMBEDDED
  return embedPending({ db, embedder, space, total, ...options })
}
