/**
 * What `/ask` adds to a model, and how it bears crowds, leavers, and models that do not end or do not come:
 *
 *   npx node bench/answers.ts [first-token] [cost] [askers] [crowd] [leavers] [endless] [outages]      all, left out
 *
 * On PostgreSQL (TEST_DATABASE_URL), with a model played by this process. Ends with exit code 1 when a bound is broken;
 * those on time mean something on a machine that does nothing else.
 */

import { askers, cost, firstToken } from './answer-speed.ts'
import { crowd, endless, leavers, outages } from './answer-trouble.ts'
import { type AnswerBench, openAnswerBench } from './answer-world.ts'

const CHUNKS = 10_000
/** Each prints what it measured. @returns whether it is within its bounds. */
const PARTS: Record<string, (bench: AnswerBench) => Promise<boolean>> = {
  'first-token': firstToken,
  cost,
  askers,
  crowd,
  leavers,
  endless,
  outages,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}`)

const bench = await openAnswerBench(CHUNKS)
for (const [name, run] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  bench.provider.writing.reset()
  if (!(await run(bench))) {
    console.log(`${name}: out of bounds`)
    process.exitCode = 1
  }
}
await bench.close()
