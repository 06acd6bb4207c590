/** What searches need to know of the index and may be a moment old: its sites, its space, its vector index. */
import type { KeptVectors } from '../retrieval/kept-vectors.ts'
import { keepQuestionVectors } from '../retrieval/question-vectors.ts'
import type { VectorParts } from '../retrieval/retrieve.ts'
import type { Db } from '../store/db.ts'
import { listSites } from '../store/sites.ts'
import { findActiveSpace, type Space } from '../store/spaces.ts'
import { findIndexInUse, INDEX_FRESH_MS } from '../store/vector-index.ts'
import { keepFresh } from './keep-fresh.ts'
import { resolveSites, type SiteChoice } from './resolve-sites.ts'
import type { SpaceParts } from './spaces.ts'

const FRESH_MS = 5_000
/** The way back from a model that turns out bad has to be instant. */
const SPACE_FRESH_MS = 1_000

export interface IndexState {
  /** Ids of the sites meant. @throws as resolve-sites.ts */
  resolveSites(choice: SiteChoice): Promise<number[]>
  /** That all of the sites meant have in common; null when there is none. @throws as resolve-sites.ts */
  findLanguage(choice: SiteChoice): Promise<string | null>
  /** @param reader Where it is looked for: a replica may know another space than the primary for a moment. */
  findVectors(reader?: Db): Promise<VectorParts | null>
}

/** Where vectors of questions asked of this space are kept for other processes; undefined: nowhere. */
export type FindKept = (space: Space) => KeptVectors | undefined

export function openIndexState(
  { db, embedders, watch, spending }: SpaceParts,
  findKept: FindKept = () => undefined,
): IndexState {
  const sites = keepFresh(() => listSites(db), FRESH_MS)
  const findActive = keepFreshOf((reader) => findActiveSpace(reader), SPACE_FRESH_MS)
  const known = new Map<number, VectorParts | null>()
  return {
    resolveSites: async (choice) => resolveSites(db, await sites(), choice),
    async findLanguage(choice) {
      const ids = await resolveSites(db, await sites(), choice)
      const [language = null, ...others] = new Set(
        (await sites()).filter(({ id }) => ids.includes(id)).map((site) => site.language),
      )
      return others.length > 0 ? null : language
    },
    async findVectors(reader = db) {
      const space = await findActive(reader)
      if (!space) return null
      const parts = known.get(space.id) ?? openVectors({ embedders, watch, spending, findKept }, space)
      known.set(space.id, parts)
      return parts
    },
  }
}

interface OpenParts extends Omit<SpaceParts, 'db'> {
  findKept: FindKept
}

function openVectors({ embedders, watch, spending, findKept }: OpenParts, space: Space): VectorParts | null {
  const embedder = embedders.find(space)
  if (!embedder) return null
  return {
    questions: keepQuestionVectors(watch.embedder(embedder, 'question'), {
      kept: findKept(space),
      mayPay: () => spending.hasMoney(space.model),
      onLookup: (result) => watch.metrics.countCache('question_vector', result),
    }),
    space,
    vectorWeight: embedder.vectorWeight,
    baseline: embedder.baseline,
    findIndex: keepFreshOf((reader) => findIndexInUse(reader, space), INDEX_FRESH_MS),
  }
}

/** Of each database by itself. */
function keepFreshOf<T>(ask: (db: Db) => Promise<T>, freshMs: number): (db: Db) => Promise<T> {
  const kept = new Map<Db, () => Promise<T>>()
  return (db) => {
    const find = kept.get(db) ?? keepFresh(() => ask(db), freshMs)
    kept.set(db, find)
    return find()
  }
}
