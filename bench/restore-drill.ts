/**
 * Restores a backup and compares, with a PostgreSQL server made for it. Needs TEST_DATABASE_URL and a server's programs:
 *
 *   node bench/restore-drill.ts [--posts 2000]
 *
 * Ends with exit code 1 when anything differs, or could not be compared.
 */
import { parseArgs } from 'node:util'
import { drillRestore } from '../test/operations/restore-drill.ts'

const { values } = parseArgs({ options: { posts: { type: 'string', default: '2000' } } })
const figures = await drillRestore({ posts: Number(values.posts), sections: 3, dimensions: 1536 })
const { posts, chunks, writes, bytes, backupMs, restoreMs, faults } = figures
console.log(
  `${posts} posts, ${chunks} passages, ${(bytes / 1_000_000).toFixed(1)} MB: backup ${backupMs} ms, restore ${restoreMs} ms; ` +
    `${writes} syncs came in during the backup of a busy database`,
)
console.log(
  `tables equal: ${figures.equalTables} of ${figures.tables}; golden answers equal: ${figures.equalAnswers} of ${figures.questions}`,
)
for (const fault of faults) console.log(`NOT VERIFIED: ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
