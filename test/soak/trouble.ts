/** What a sync of a soak meets: a fault of the site, its own death, changes while it reads, an embedder that is away. */
import { faultKinds } from './fault-kinds.ts'
import type { SoakSync } from './plan.ts'
import type { Scope } from './requests.ts'
import { changeSite } from './site-changes.ts'
import type { SiteModel } from './site-model.ts'
import type { Soak } from './soak.ts'
import type { SyncResult } from './soak-world.ts'

export type Trouble = 'none' | 'fault' | 'kill' | 'drift' | 'embedder'

const SCOPES: readonly Scope[] = ['all', 'listings', 'bodies', 'proofs', 'pages']

export function pickTrouble(model: SiteModel): Trouble {
  const at = model.roll(20)
  if (at < 4) return 'fault'
  if (at < 7) return 'kill'
  if (at < 9) return 'drift'
  return at < 10 ? 'embedder' : 'none'
}

/** One sync, in that trouble; all is well again after it. */
export async function meet(soak: Soak, trouble: Trouble, how: SoakSync): Promise<SyncResult> {
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
