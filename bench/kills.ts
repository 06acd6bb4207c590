/**
 * Kills `askpress sync` again and again, and looks at what is left:
 *
 *   node bench/kills.ts [--database postgres|pglite] [--kills 50] [--posts 2000] [--edits 500] [--seed 1]
 *
 * First syncs until the kills are spent, each killed at random moments and started again until it ends; then the same
 * while edits are synced. On PostgreSQL (TEST_DATABASE_URL) a reader looks at every document twenty times a second, on
 * PGlite after every kill. Ends with exit code 1 when anything was lost, double, mixed, or embedded too often.
 */
import { parseArgs } from 'node:util'
import { startFakeOpenAi } from '../test/openai/fake-openai.ts'
import { aBody } from '../test/soak/bodies.ts'
import type { Fingerprints } from '../test/soak/fingerprints.ts'
import { readFingerprints } from '../test/soak/fingerprints.ts'
import { type OpenHome, openPgliteHome, openPostgresHome } from '../test/soak/homes.ts'
import { type KillFigures, killAndFinish } from '../test/soak/kill-run.ts'
import { runSync } from '../test/soak/program.ts'
import { openSiteModel } from '../test/soak/site-model.ts'
import { startFaultServer } from '../test/wordpress/fault-server.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgres' },
    kills: { type: 'string', default: '50' },
    posts: { type: 'string', default: '2000' },
    edits: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
})
const seed = Number(values.seed)
const openHome = values.database === 'pglite' ? openPgliteHome : openPostgresHome
const model = openSiteModel(seed, { posts: Number(values.posts), pages: 0 })
for (const post of model.site.posts)
  post.contentHtml = aBody({ id: post.id, version: 1, random: model.random, sections: 3 })
const wordpress = await startFaultServer({ site: model.site })
const provider = await startFakeOpenAi()
provider.settings.latencyMs = 100
const env = { WP_URL: wordpress.url, OPENAI_BASE_URL: provider.baseUrl }
const { versions: first, ms } = await leftAlone()
const withinMs = Math.round(ms * 0.45)
console.log(
  `${values.posts} posts, ${values.database}, seed ${seed}: left alone ${ms.toFixed(0)} ms, killed within ${withinMs} ms`,
)

let left = Number(values.kills)
let home: OpenHome | null = null
let isRight = true
for (let round = 1; left > 0; round++) {
  await home?.close()
  home = await openHome()
  provider.requests.length = 0
  const figures = await killAndFinish(sceneOf(home, [first]), left)
  left -= figures.kills
  show(`first sync ${round}`, figures)
}
if (home) await updates(home)
await home?.close()
await wordpress.close()
await provider.close()
process.exitCode = isRight ? 0 : 1

async function updates(indexed: OpenHome): Promise<void> {
  for (const post of model.site.posts.slice(0, Number(values.edits))) {
    model.rewrite(post)
    post.modifiedGmt = model.stamp(3_600_000)
  }
  const { versions: second } = await leftAlone()
  provider.requests.length = 0
  show(
    `${values.edits} edits`,
    await killAndFinish(sceneOf(indexed, [first, second]), Math.ceil(Number(values.kills) * 0.6)),
  )
}

function sceneOf(indexed: OpenHome, versions: Fingerprints[]) {
  const scene = { wordpress, provider, home: indexed, reader: indexed.reader, versions, withinMs }
  return { ...scene, seed: seed * 1_000 + left }
}

/** The index as it should be. */
async function leftAlone(): Promise<{ versions: Fingerprints; ms: number }> {
  const calm = await openHome()
  const startedAt = performance.now()
  const end = await runSync({ ...env, ...calm.env }, null)
  const ms = performance.now() - startedAt
  if (end.code !== 0) throw new Error(`the sync ended with ${end.code}: ${end.stdout}${end.stderr}`)
  const versions = await calm.withDb(readFingerprints)
  await calm.close()
  return { versions, ms }
}

function show(name: string, figures: KillFigures): void {
  const { kills, reads, mixed, lost, double, different, uniqueTexts, sentTexts, largestBatch } = figures
  const isGood = mixed.length + lost + double + different === 0 && sentTexts <= uniqueTexts + kills * largestBatch
  isRight &&= isGood
  console.log(
    `${name}: ${kills} kills, lost ${lost}, double ${double}, different ${different}, mixed ${mixed.length} in ${reads} reads; ` +
      `${sentTexts} texts sent for ${uniqueTexts} unique ones (${sentTexts - uniqueTexts} again, ` +
      `the largest batch has ${largestBatch})`,
  )
  for (const sentence of mixed.slice(0, 5)) console.log(`  ${sentence}`)
}
