/**
 * Whether the time of a refusal tells how much of a key was right: keys that are wrong in their first and in their last
 * character, by turns, and Welch's t of the two. Below 4.5 nothing can be told.
 *
 *     node bench/timing.ts [--compares 100000]
 */
import { parseArgs } from 'node:util'
import { environmentKeys, findOwnKey } from '../src/keys/environment.ts'

const { values } = parseArgs({ options: { compares: { type: 'string', default: '100000' } } })
const compares = Number(values.compares)
const key = 'k'.repeat(64)
const keys = environmentKeys({ apiKey: key, adminKey: 'a'.repeat(64) })
const candidates = [`x${key.slice(1)}`, `${key.slice(0, -1)}x`] as const
const times: [number[], number[]] = [[], []]

for (let n = 0; n < 2 * compares + 2_000; n++) {
  const side = n % 2 === 0 ? 0 : 1
  const startedAt = process.hrtime.bigint()
  for (let again = 0; again < 10; again++) findOwnKey(keys, candidates[side])
  // What comes before is compiled while it runs.
  if (n >= 2_000) times[side].push(Number(process.hrtime.bigint() - startedAt) / 10)
}

const [first, last] = times.map(cropped).map(summary)
if (first && last) {
  const t = (first.mean - last.mean) / Math.sqrt(first.variance / first.count + last.variance / last.count)
  console.log(
    `first wrong ${first.mean.toFixed(1)} ns, last wrong ${last.mean.toFixed(1)} ns, t ${t.toFixed(2)} (limit 4.5)`,
  )
  process.exitCode = Math.abs(t) < 4.5 ? 0 : 1
}

/** Without the slowest twentieth: those are the machine's, not the compare's. */
function cropped(all: number[]): number[] {
  return all.sort((a, b) => a - b).slice(0, Math.floor(all.length * 0.95))
}

function summary(all: number[]) {
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length
  const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1)
  return { mean, variance, count: all.length }
}
