/**
 * Proves the Dockerfile where no container engine runs: its steps in a Debian made by debootstrap, then the images used as
 * compose.yaml uses them, as user 65532 without capabilities on a read-only root.
 *
 *   sudo node scripts/try-dockerfile.ts [FOLDER]     default askpress-try in the temporary folder; kept for the next run
 *
 * Needs root on Debian or Ubuntu, debootstrap, and a PostgreSQL server with pgvector. Exit code 1: something did not hold.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOwnPostgres } from '../test/operations/own-postgres.ts'
import { buildImages } from './container/build.ts'
import { trySmoke } from './container/smoke.ts'

const folder = process.argv[2] ?? join(tmpdir(), 'askpress-try')
const PORT = 18_765
let failures = 0

mkdirSync(folder, { recursive: true })
const images = buildImages({ context: process.cwd(), folder })
const database = await openOwnPostgres()
try {
  await database.start()
  await trySmoke({ images, folder, databaseUrl: database.url(), port: PORT, check })
} finally {
  await database.close()
}
console.log(failures === 0 ? 'Everything held.' : `${failures} did not hold.`)
process.exitCode = failures === 0 ? 0 : 1

function check(what: string, isTrue: boolean, found?: unknown): void {
  if (!isTrue) failures++
  console.log(`${isTrue ? 'held  ' : 'FAILED'} ${what}${found === undefined ? '' : ` (${String(found)})`}`)
}
