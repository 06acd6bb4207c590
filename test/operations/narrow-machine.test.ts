/** The short form of bench/limits-of-the-machine.ts. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, testDatabaseUrl } from '../database.ts'
import { crowd, HUGE_ID, syncHugePage } from './narrow-machine.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askpress-narrow-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it.skipIf(!existsSync('/usr/bin/prlimit'))(
  'answers or hangs up on 300 clients with 128 open files, and goes on when they have left',
  async () => {
    const figures = await crowd({ files: 128, clients: 300, where: { DATA_DIR: join(folder, 'crowd') } })

    expect(figures).toMatchObject({ wrong: [], recoveredMs: expect.any(Number), exitCode: 0 })
    expect(figures.answered).toBeGreaterThan(0)
    expect(figures.answered + figures.refused).toBe(300)
  },
)

it.skipIf(!testDatabaseUrl)('skips a page of 34 MB with 256 MB of memory, says why, and indexes the rest', async () => {
  const { url, drop } = await createTestDatabase()
  const figures = await syncHugePage({ memoryMb: 256, pageMb: 34, where: { DATABASE_URL: url } }).finally(drop)

  expect(figures).toMatchObject({ listed: 12, added: 11, failed: { fetch_failed: 1 } })
  expect(figures.notes.join('\n') + figures.said).toMatch(new RegExp(`Post ${HUGE_ID}: .* 32 MiB`))
})
