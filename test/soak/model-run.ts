/**
 * A long life of one site: thousands of seeded changes, syncs of every kind in between, with faults, kills, clocks that
 * jump and changes in the middle of a run. After every sync the invariants of the index are checked against the site.
 */
import type { SampleSite } from '../../src/sample/site.ts'
import type { Db } from '../../src/store/db.ts'
import { heldTooLong, overspent } from './budget.ts'
import { faultKinds } from './fault-kinds.ts'
import { countEmbeddings, type EmbeddingCount, tooManyRequests, wrongLedger } from './invariants.ts'
import type { ProcessRun } from './killed-process.ts'
import { type Oracle, openOracle } from './oracle.ts'
import { plainSync, planSync, type SoakSync } from './plan.ts'
import { findWrongCounts, type Index, readIndex } from './read-index.ts'
import type { Scope } from './requests.ts'
import { changeSite, loseMany } from './site-changes.ts'
import { isListed, openSiteModel, type SiteModel } from './site-model.ts'
import { openSoakWorld, type SoakWorld, type SyncResult } from './soak-world.ts'

export interface ModelOptions {
  seed: number
  ops: number
  posts?: number
  /** A sync in a process of its own, killed by SIGKILL after so many milliseconds. */
  killProcess?: (run: Omit<ProcessRun, 'databaseUrl'>, afterMs: number) => Promise<boolean>
  onProgress?: (ops: number, figures: ModelFigures) => void
}

export interface ModelFigures {
  ops: number
  syncs: number
  faults: number
  kills: number
  drifts: number
  jumps: number
  /** Undisturbed ticks, and those after which the index was level. */
  ticks: number
  levelTicks: number
  texts: number
  textsAgain: number
  removed: number
  withheld: number
  wrong: string[]
}

type Trouble = 'none' | 'fault' | 'kill' | 'drift' | 'embedder'

const MINUTE_MS = 60_000
const SCOPES: readonly Scope[] = ['all', 'listings', 'bodies', 'proofs', 'pages']
const OPS_PER_SYNC = 12

export async function runModel(db: Db, options: ModelOptions): Promise<ModelFigures> {
  const soak = await startSoak(db, options)
  const { model, oracle, figures } = soak
  while (figures.ops < options.ops && figures.wrong.length < 20) {
    for (let change = model.roll(2 * OPS_PER_SYNC); change > 0; change--) {
      const name = changeSite(model)
      if (name === 'clockJump') figures.jumps++
      oracle.observe()
      figures.ops++
    }
    if (model.roll(400) === 0) loseMany(model, 0.15)
    if (model.site.posts.length < model.usual * 0.9) for (let more = 0; more < 8; more++) model.add()
    oracle.observe()
    await stepClocks(soak)
    await syncOnce(soak)
    if (figures.syncs % 20 === 0) await settle(soak)
    options.onProgress?.(figures.ops, figures)
  }
  await settle(soak)
  Object.assign(figures, { texts: soak.embeddings.texts, textsAgain: soak.embeddings.again })
  await soak.world.close()
  return figures
}

interface Soak {
  world: SoakWorld
  model: SiteModel
  oracle: Oracle
  figures: ModelFigures
  embeddings: EmbeddingCount
  olds: SampleSite[]
  /** The last fault, for messages. */
  fault: string
  options: ModelOptions
}

async function startSoak(db: Db, options: ModelOptions): Promise<Soak> {
  const { seed, posts = 330 } = options
  const model = openSiteModel(seed, { posts, pages: 14 })
  const world = await openSoakWorld(db, model)
  const oracle = openOracle(model, world.wordpress.origin)
  oracle.observe()
  const none = { ops: 0, syncs: 0, faults: 0, kills: 0, drifts: 0, jumps: 0, ticks: 0, levelTicks: 0 }
  const figures: ModelFigures = { ...none, texts: 0, textsAgain: 0, removed: 0, withheld: 0, wrong: [] }
  const embeddings = countEmbeddings(world.provider)
  return { world, model, oracle, figures, embeddings, olds: [], fault: '', options }
}

/** Minutes most of the time, a night now and then; and a machine whose clock is set. */
async function stepClocks({ world, model, figures }: Soak): Promise<void> {
  await world.pass((model.roll(10) === 0 ? 60 * 14 : 1 + model.roll(30)) * MINUTE_MS + 1_000)
  if (model.roll(40) > 0) return
  figures.jumps++
  world.clock += (model.roll(240) - 120) * MINUTE_MS
}

async function syncOnce(soak: Soak): Promise<void> {
  const { world, model, oracle, figures } = soak
  const how = planSync(model)
  const trouble = pickTrouble(model)
  const before = await readIndex(world)
  const wasPublic = oracle.publicIds()
  const result = await meet(soak, trouble, how)
  const after = await readIndex(world)
  figures.syncs++
  const isDisturbed = trouble !== 'none'
  const over = overspent(before, after, world.clock)
  const wrong = [
    ...oracle.safety(before, after, wasPublic),
    ...(over ? [over] : []),
    ...soak.embeddings.take(isDisturbed),
    ...(isDisturbed ? [] : checkQuiet(soak, { how, result, before, after })),
  ]
  note(
    soak,
    `${trouble === 'fault' ? soak.fault : trouble}, ${how.postIds.length > 0 ? `post ${how.postIds}` : how.mode}`,
    wrong,
  )
  if (how.mode === 'full' && how.postIds.length === 0 && !isDisturbed) oracle.forget()
  world.wordpress.requests.length = 0
  if (figures.syncs % 7 === 0) soak.olds = [...soak.olds.slice(-3), structuredClone(model.site)]
}

function pickTrouble(model: SiteModel): Trouble {
  const at = model.roll(20)
  if (at < 4) return 'fault'
  if (at < 7) return 'kill'
  if (at < 9) return 'drift'
  return at < 10 ? 'embedder' : 'none'
}

async function meet(soak: Soak, trouble: Trouble, how: SoakSync): Promise<SyncResult> {
  const { world, model, figures, oracle } = soak
  if (trouble === 'kill') return killed(soak, how)
  if (trouble === 'fault') {
    figures.faults++
    const kind = model.pick(Object.keys(faultKinds)) ?? 'down'
    const scene = { model, wordpress: world.wordpress, old: model.pick(soak.olds) ?? model.site }
    const scope = model.pick(SCOPES) ?? 'all'
    soak.fault = `${kind} of ${scope}`
    faultKinds[kind]?.({ ...scene, scope })
    if (kind === 'slow') world.timeoutMs = 150
  }
  if (trouble === 'drift') {
    figures.drifts++
    const run = () => {
      changeSite(model)
      oracle.observe()
    }
    world.wordpress.fault({ skip: model.roll(6), times: 1 + model.roll(4), run })
  }
  if (trouble === 'embedder') world.provider.failAlways('error_500')
  const result = await world.sync(how)
  world.wordpress.heal()
  world.provider.failAlways(null)
  Object.assign(world.wordpress.quirks, { losesTotals: false, ignoresEnvelope: false })
  world.timeoutMs = 5_000
  return result
}

async function killed({ world, model, figures, options }: Soak, how: SoakSync): Promise<SyncResult> {
  if (options.killProcess && model.roll(2) === 0) {
    const { site, clock, timeoutMs, provider } = world
    const run = { site, how, clock, timeoutMs, embeddingUrl: provider.baseUrl }
    const isKilled = await options.killProcess(run, model.roll(400))
    if (isKilled) figures.kills++
    return { report: null, error: null, isKilled }
  }
  const kill = { statements: 1 + model.roll(60), isFatal: model.roll(3) > 0 }
  const result = await world.sync({ ...how, kill })
  if (result.isKilled) figures.kills++
  return result
}

interface Quiet {
  how: SoakSync
  result: SyncResult
  before: Index
  after: Index
}

/** After a run that nothing disturbed. */
function checkQuiet(soak: Soak, { how, result, before, after }: Quiet): string[] {
  const { model, oracle, figures, world } = soak
  const { report, error } = result
  if (!report) return [`a quiet run threw: ${error}`]
  figures.removed += report.removed
  figures.withheld += report.withheld
  const isPost = how.postIds.length > 0
  const wrong = oracle.level(after, isPost ? new Set(how.postIds) : undefined)
  const read = report.added + report.updated + report.revived + report.unchanged
  const suspects = [...before.values()].filter(({ status }) => status !== 'deleted').length - listedHeld(before, model)
  const seen = { how, listed: model.site.posts.length, read, suspects: suspects + how.postIds.length }
  const costs = [
    ...tooManyRequests(report, { ...seen, suspects: seen.suspects + countDue(before) }),
    ...wrongLedger(report),
  ]
  if (how.mode !== 'tick' || isPost) {
    return [...wrong, ...costs, ...(isPost ? [] : heldTooLong(before, after, world))]
  }
  // A tick may miss what cancels out in the totals; the next sweep sees it.
  figures.ticks++
  if (wrong.length === 0) figures.levelTicks++
  return costs
}

function listedHeld(before: Index, model: SiteModel): number {
  return model.site.posts.filter((post) => isListed(post) && (before.get(post.id)?.status ?? 'deleted') !== 'deleted')
    .length
}

/** To be erased, and asked about once more before. */
function countDue(before: Index): number {
  return [...before.values()].filter(({ deletedHours }) => deletedHours !== null && deletedHours > 7 * 24).length
}

/** Quiet now: one sync makes the index what the site is, and a second one finds nothing to do. */
async function settle(soak: Soak): Promise<void> {
  const { world, oracle } = soak
  await world.pass(25 * 60 * MINUTE_MS)
  const before = await readIndex(world)
  const first = await world.sync({ ...plainSync, mode: 'full' })
  oracle.forget()
  await world.embedWaiting()
  const after = await readIndex(world)
  note(soak, 'settled', [
    ...soak.embeddings.take(false),
    ...(first.error ? [`threw: ${first.error}`] : []),
    ...oracle.level(after),
    ...heldTooLong(before, after, world),
    ...[...after.values()].filter((row) => row.vectors < row.chunks).map(({ wpId }) => `post ${wpId} lacks vectors`),
    ...(await findWrongCounts(world)),
  ])
  await world.pass(MINUTE_MS)
  const second = await world.sync(plainSync)
  const { added = -1, updated = -1, revived = -1, requests, embedded } = second.report ?? {}
  if (added + updated + revived !== 0 || requests?.heavy !== 0 || embedded?.texts !== 0) {
    note(soak, 'settled', [`a second sync was not idle: ${JSON.stringify(second)}`])
  }
}

function note({ figures, options }: Soak, when: string, wrong: readonly string[]): void {
  const place = `seed ${options.seed} op ${figures.ops} sync ${figures.syncs} (${when})`
  figures.wrong.push(...wrong.slice(0, 5).map((sentence) => `${place}: ${sentence}`))
}
