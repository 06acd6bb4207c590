/**
 * What becomes of a service under load when its database is taken away, at the lengths of the plan.
 *
 *   node bench/outages.ts [terminate|kill|silent|slow]...      all of them when none is named
 *
 * TEST_DATABASE_URL names a PostgreSQL server with pgvector; its programs must be on this machine. Exit code 1 when
 * something did not hold: a wrong answer, a lost process, a service that is not back within 5 s.
 */
import {
  type DrillFigures,
  drillKilled,
  drillSilent,
  drillSlow,
  drillTerminated,
} from '../test/operations/outages/database-drills.ts'

const READY_MS = 5_000

const drills: Record<string, () => Promise<DrillFigures>> = {
  // R06
  terminate: () => drillTerminated(100),
  // R07
  kill: () => drillKilled(10),
  // A network that swallows everything for 8 s
  silent: () => drillSilent(3, 8_000),
  // R09: +200 ms a packet for 20 s
  slow: () => drillSlow(20_000),
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(drills)
for (const name of wanted) {
  const drill = drills[name]
  if (!drill) throw new Error(`there is no ${name}: ${Object.keys(drills).join(', ')}`)
  const { faults, ...figures } = await drill()
  if (figures.slowestRecoveryMs > READY_MS) faults.push(`ready after ${Math.round(figures.slowestRecoveryMs)} ms`)
  console.log(name, figures)
  for (const fault of faults) console.log(`  did not hold: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}
