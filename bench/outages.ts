/**
 * What becomes of a service under load when its database is taken away, at the lengths of the plan.
 *
 *   node bench/outages.ts [terminate|kill|silent|slow]...      all of them when none is named
 *
 * The programs of a PostgreSQL server with pgvector must be on this machine, and TEST_DATABASE_URL name a running one. Exit code 1 when
 * something did not hold: a wrong answer, a lost process, a service that is not back within 5 s.
 */
import {
  type DrillFigures,
  drillKilled,
  drillSilent,
  drillSlow,
  drillTerminated,
  findLasting,
  type OutageWorld,
  openOutageWorld,
} from '../test/operations/outages/database-drills.ts'

const READY_MS = 5_000

const drills: Record<string, (world: OutageWorld) => Promise<DrillFigures>> = {
  // R06
  terminate: (world) => drillTerminated(world, 100),
  // R07
  kill: (world) => drillKilled(world, 10),
  // A network that swallows everything for 8 s
  silent: (world) => drillSilent(world, 3, 8_000),
  // R09: +200 ms a packet for 20 s
  slow: (world) => drillSlow(world, 20_000),
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(drills)
const world = await openOutageWorld()
const fail = (fault: string) => {
  console.log(`  did not hold: ${fault}`)
  process.exitCode = 1
}
try {
  for (const name of wanted) {
    const drill = drills[name]
    if (!drill) throw new Error(`there is no ${name}: ${Object.keys(drills).join(', ')}`)
    const { faults, ...figures } = await drill(world)
    console.log(name, figures)
    for (const fault of faults) fail(fault)
    if (figures.slowestRecoveryMs > READY_MS) fail(`ready after ${Math.round(figures.slowestRecoveryMs)} ms`)
  }
  for (const fault of await findLasting(world)) fail(fault)
} finally {
  await world.close()
}
