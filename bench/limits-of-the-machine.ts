/**
 * What becomes of the program where the machine gives it little: `serve` with 128 open files under 300 clients, and `sync`
 * with 256 MB before pages of 50 MB (refused at 32 MiB) and of 30 (taken).
 *
 *   node bench/limits-of-the-machine.ts      on PGlite, and on PostgreSQL where TEST_DATABASE_URL is set
 *
 * Linux only: it needs prlimit. Exit code 1 when something did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, testDatabaseUrl } from '../test/database.ts'
import { crowd, syncHugePage } from '../test/operations/narrow-machine.ts'

const folder = await mkdtemp(join(tmpdir(), 'askpress-narrow-'))
try {
  await onDatabase('PGlite', async (name) => ({ where: { DATA_DIR: join(folder, name) }, drop: async () => {} }))
  if (testDatabaseUrl) {
    await onDatabase('PostgreSQL', async () => {
      const { url, drop } = await createTestDatabase()
      return { where: { DATABASE_URL: url }, drop }
    })
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

type OpenDatabase = (name: string) => Promise<{ where: Record<string, string>; drop(): Promise<void> }>

async function onDatabase(engine: string, open: OpenDatabase): Promise<void> {
  const crowded = await open('crowd')
  const { wrong, ...figures } = await crowd({ files: 128, clients: 300, where: crowded.where })
  await crowded.drop()
  console.log(`${engine}, 128 files, 300 clients:`, figures)
  expect(`${wrong.length} wrong: ${wrong.join()}`, wrong.length === 0)
  expect('some are answered', figures.answered > 0)
  expect('it recovers', figures.recoveredMs !== null)
  expect('it ends with 0', figures.exitCode === 0)
  for (const [pageMb, added] of [
    [50, 11],
    [30, 12],
  ] as const) {
    const huge = await open(`huge-${pageMb}`)
    const { said, ...sync } = await syncHugePage({ memoryMb: 256, pageMb, where: huge.where })
    await huge.drop()
    console.log(`${engine}, 256 MB, a page of ${pageMb} MB:`, sync)
    expect(`${added} of 12 are added: ${said}`, sync.added === added)
  }
}

function expect(what: string, isTrue: boolean): void {
  if (isTrue) return
  console.log(`  did not hold: ${what}`)
  process.exitCode = 1
}
