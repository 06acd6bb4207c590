/**
 * Rounds of faults: the site changes, a sync meets the fault, the fault goes, one more sync.
 *
 * After the first nothing public may have been withdrawn and everything that arrived whole must be in; after the second
 * the index is what the site is.
 */
import type { RestAnswer } from '../../src/sample/rest.ts'
import type { SampleSite } from '../../src/sample/site.ts'
import type { Db } from '../../src/store/db.ts'
import { heldTooLong, overspent } from './budget.ts'
import { faultKinds } from './fault-kinds.ts'
import { openOracle } from './oracle.ts'
import { plainSync } from './plan.ts'
import { type Index, readIndex } from './read-index.ts'
import { isOf, type Scope } from './requests.ts'
import { changeSite } from './site-changes.ts'
import { isPublic, openSiteModel, type SiteModel } from './site-model.ts'
import { openSoakWorld, type SoakWorld } from './soak-world.ts'

export interface FaultFigures {
  syncs: number
  /** Of public posts: none may be. */
  falseDeletions: number
  /** New public posts that arrived whole, and those of them that came in. */
  arrived: number
  added: number
  /** Of the syncs under the fault. */
  outcomes: Record<string, number>
  /** What was wrong, each with its seed and round. */
  wrong: string[]
}

const SCOPES: readonly Scope[] = ['all', 'listings', 'bodies', 'proofs', 'pages']
const DAY_MS = 24 * 3_600_000
const TEN_MINUTES_MS = 600_000
/** Kinds that answer for bodies what they answer for listings, whatever their scope: there a listing promises nothing. */
const OF_BODIES_TOO = new Set(['totalZero'])
/** Kinds that leave bodies alone, whatever their scope. */
const OF_LISTINGS = new Set(['emptyLists', 'noTotals', 'pageFails', 'staleCopy', 'samePages', 'lostRows'])

export async function runFaultRounds(
  db: Db,
  { kinds, seed, rounds }: { kinds: readonly string[]; seed: number; rounds: number },
): Promise<FaultFigures> {
  const model = openSiteModel(seed, { posts: 330, pages: 12 })
  const world = await openSoakWorld(db, model)
  const oracle = openOracle(model, world.wordpress.origin)
  const figures: FaultFigures = { syncs: 0, falseDeletions: 0, arrived: 0, added: 0, outcomes: {}, wrong: [] }
  const kindOf = (round: number) => kinds[round % kinds.length] ?? 'down'
  const note = (round: number, sentences: string[]) =>
    figures.wrong.push(...sentences.map((text) => `${kindOf(round)} seed ${seed} round ${round}: ${text}`))
  oracle.observe()
  await world.sync(plainSync)
  const olds: SampleSite[] = [structuredClone(model.site)]

  for (let round = 0; round < rounds; round++) {
    await world.pass(TEN_MINUTES_MS)
    for (let change = 0; change < 6; change++) {
      changeSite(model)
      oracle.observe()
    }
    const before = await readIndex(world)
    const wasPublic = oracle.publicIds()
    const old = model.pick(olds.slice(-3)) ?? model.site
    const arrived = spoil(world, { kind: kindOf(round), old })
    const mode = model.pick(['tick', 'sync', 'sync', 'nightly'] as const) ?? 'sync'
    const { report } = await world.sync({ ...plainSync, mode })
    const after = await readIndex(world)
    heal(world)

    figures.syncs++
    const outcome = report?.outcome ?? 'thrown'
    figures.outcomes[outcome] = (figures.outcomes[outcome] ?? 0) + 1
    const unsafe = oracle.safety(before, after, wasPublic)
    figures.falseDeletions += unsafe.filter((text) => text.includes('was withdrawn')).length
    const over = overspent(before, after, world.clock)
    const late = lateAdditions(arrived, { before, after, model, figures })
    note(
      round,
      [...unsafe, ...(over ? [over] : []), ...late].map((text) => `${mode}: ${text}`),
    )

    // What the site is on the next day: budgets are for a day.
    await world.pass(DAY_MS)
    const dawn = await readIndex(world)
    const healed = await world.sync(plainSync)
    const end = await readIndex(world)
    if (healed.error) note(round, [`the sync after it threw: ${healed.error}`])
    note(
      round,
      [...oracle.level(end), ...heldTooLong(dawn, end, world)].map((text) => `healed: ${text}`),
    )
    olds.push(structuredClone(model.site))
  }
  await world.close()
  return figures
}

/** @returns Ids that are to come in from now on, because their body arrived, or their listing where bodies are sure to. */
function spoil(world: SoakWorld, { kind, old }: { kind: string; old: SampleSite }): Set<number> {
  const { model, wordpress } = world
  const scope = model.pick(SCOPES) ?? 'all'
  faultKinds[kind]?.({ model, wordpress, old, scope })
  // Under load an honest answer must not be taken for a slow one.
  if (kind === 'slow') world.timeoutMs = 150
  const arrived = new Set<number>()
  const isBroken = kind === 'down' || kind === 'slow' || kind === 'wrongSite'
  const areBodiesSure = OF_LISTINGS.has(kind) || (scope === 'listings' && !OF_BODIES_TOO.has(kind))
  const watched: Scope = areBodiesSure ? 'listings' : 'bodies'
  // The last fault sees what the others made of the answer.
  if (!isBroken)
    wordpress.fault({ match: (request) => isOf(watched, request), edit: (answer) => watch(answer, arrived) })
  return arrived
}

function heal(world: SoakWorld): void {
  world.wordpress.heal()
  world.wordpress.requests.length = 0
  world.provider.requests.length = 0
  Object.assign(world.wordpress.quirks, { losesTotals: false, ignoresEnvelope: false })
  world.timeoutMs = 5_000
}

function watch(answer: RestAnswer, arrived: Set<number>): RestAnswer {
  try {
    const rows: unknown = answer.status === 200 ? JSON.parse(answer.body) : null
    if (Array.isArray(rows))
      for (const row of rows as { id: number; content?: { protected?: boolean } }[])
        if (row.content?.protected !== true) arrived.add(row.id)
  } catch {
    // Not whole.
  }
  return answer
}

interface Additions {
  before: Index
  after: Index
  model: SiteModel
  figures: FaultFigures
}

function lateAdditions(arrived: ReadonlySet<number>, { before, after, model, figures }: Additions): string[] {
  const due = model.site.posts
    .filter(({ id }) => arrived.has(id) && (before.get(id)?.status ?? 'deleted') === 'deleted')
    .filter(isPublic)
  const late = due.filter(({ id }) => after.get(id)?.status !== 'active')
  figures.arrived += due.length
  figures.added += due.length - late.length
  return late.map(({ id }) => `post ${id} arrived and was not added`)
}
