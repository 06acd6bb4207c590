/**
 * A long life of one site: thousands of seeded changes, syncs of every kind in between, with faults, kills, clocks that
 * jump and changes in the middle of a run. After every sync the invariants of the index are checked against the site.
 */
import type { Db } from '../../src/store/db.ts'
import { overspent } from './budget.ts'
import { countEmbeddings } from './invariants.ts'
import { openOracle } from './oracle.ts'
import { planSync } from './plan.ts'
import { checkQuiet, settle } from './quiet.ts'
import { readIndex } from './read-index.ts'
import { changeSite, loseMany } from './site-changes.ts'
import { openSiteModel } from './site-model.ts'
import type { ModelFigures, ModelOptions, Soak } from './soak.ts'
import { openSoakWorld } from './soak-world.ts'
import { meet, pickTrouble } from './trouble.ts'

const MINUTE_MS = 60_000
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
    if (figures.syncs % 20 === 0) note(soak, 'settled', await settle(soak))
    options.onProgress?.(figures.ops, figures)
  }
  note(soak, 'settled', await settle(soak))
  Object.assign(figures, { texts: soak.embeddings.texts, textsAgain: soak.embeddings.again })
  await soak.world.close()
  return figures
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
  const met = trouble === 'fault' ? soak.fault : trouble
  note(soak, `${met}, ${how.postIds.length > 0 ? `post ${how.postIds}` : how.mode}`, wrong)
  if (how.mode === 'full' && how.postIds.length === 0 && !isDisturbed) oracle.forget()
  world.wordpress.requests.length = 0
  if (figures.syncs % 7 === 0) soak.olds = [...soak.olds.slice(-3), structuredClone(model.site)]
}

function note({ figures, options }: Soak, when: string, wrong: readonly string[]): void {
  const place = `seed ${options.seed} op ${figures.ops} sync ${figures.syncs} (${when})`
  figures.wrong.push(...wrong.slice(0, 5).map((sentence) => `${place}: ${sentence}`))
}
