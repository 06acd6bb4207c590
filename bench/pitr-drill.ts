/**
 * Destroys a PostgreSQL server and brings it back to its last moment, and to one before, out of its archive:
 *
 *   node bench/pitr-drill.ts [--archive-timeout 60]
 *
 * Takes two and a half times the timeout. Ends with exit code 1 when more than 300 seconds are lost, or anything is wrong.
 */
import { parseArgs } from 'node:util'
import { drillPitr } from '../test/operations/pitr-drill.ts'

const MOST_LOST_SECONDS = 300

const { values } = parseArgs({ options: { 'archive-timeout': { type: 'string', default: '60' } } })
const { archiveTimeoutSeconds, lostSeconds, missedSeconds, recoveryMs, faults } = await drillPitr(
  Number(values['archive-timeout']),
)
console.log(
  `archive_timeout ${archiveTimeoutSeconds} s: lost ${lostSeconds.toFixed(1)} s of writes, ` +
    `ready again ${(recoveryMs / 1000).toFixed(1)} s after the decision; ` +
    `back to a chosen moment: the last write is ${missedSeconds.toFixed(1)} s before it`,
)
for (const fault of faults) console.log(`NOT RIGHT: ${fault}`)
const isGood = faults.length === 0 && lostSeconds <= MOST_LOST_SECONDS && missedSeconds >= 0 && missedSeconds < 2
process.exitCode = isGood ? 0 : 1
