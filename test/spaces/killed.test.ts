/** R29: a model with twice the dimensions takes over under a reader, while the process that fills its space is killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activateSpace } from '../../src/app/space-status.ts'
import type { Db } from '../../src/store/db.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { listSpaces } from '../../src/store/spaces.ts'
import { openTestPostgres, testDatabaseUrl } from '../database.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { aRandom } from '../random.ts'
import { FLAWLESS, judge, spacesOf, startReader } from './reader.ts'
import { type Process, questionOf, range, remoteSettings, startProcess, storeDocuments, textOf } from './space-world.ts'

const OLD = { model: 'text-embedding-3-small', dimensions: 1536 }
const NEW = { model: 'text-embedding-3-large', dimensions: 3072 }
const DOCUMENTS = range(1, 801)
const ASKED = range(1, 801).filter((number) => number % 40 === 0)
const MAX_TEXTS = 16
const KILLS = Number(process.env.ASKPRESS_KILLS ?? 5)
const CHILD = fileURLToPath(new URL('./fill-child.ts', import.meta.url))

describe.skipIf(!testDatabaseUrl)('a change of models whose process is killed again and again', () => {
  let db: Db & { url: string }
  let provider: FakeOpenAi
  let reading: Process
  beforeAll(async () => {
    db = await openTestPostgres()
    await migrate(db, await readMigrations())
    provider = await startFakeOpenAi()
    reading = await startProcess(db, remoteSettings(provider.baseUrl, OLD.model, OLD.dimensions))
    await storeDocuments(db, DOCUMENTS)
    await reading.fill()
  })
  afterAll(async () => {
    await reading?.close()
    await provider?.close()
    await db?.close()
  })

  it(`shows readers no error and no mixture, finds all they ask for, and pays for ${KILLS} requests again at most`, async () => {
    const random = aRandom(29)
    const reader = startReader(reading.search, ASKED)
    provider.settings.latencyMs = 20

    for (let kill = 0; kill < KILLS; kill++) await fillUntilKilled(1 + random() * 3, random() * 40)
    expect((await listSpaces(db)).map(({ state }) => state)).toEqual(['active', 'building'])
    await fillUntilKilled(Number.POSITIVE_INFINITY, 0)

    expect((await listSpaces(db)).map(({ state }) => state)).toEqual(['retired', 'active'])
    await sleep(1_500)
    const reads = await reader.stop()
    expect(judge(reads, [OLD.dimensions, NEW.dimensions])).toEqual(FLAWLESS)
    // An answer whose scores would be the same in both says nothing.
    const seen = reads
      .map((read) => spacesOf(read, [OLD.dimensions, NEW.dimensions]))
      .filter(({ length }) => length === 1)
    expect([seen[0]?.[0], seen.at(-1)?.[0]]).toEqual([OLD.dimensions, NEW.dimensions])
    const passages = provider.requests.filter(({ model }) => model === NEW.model).flatMap(({ texts }) => texts)
    const sent = passages.filter((text) => text.startsWith('The lamp'))
    expect(new Set(sent)).toEqual(new Set(DOCUMENTS.map(textOf)))
    expect(sent.length).toBeLessThanOrEqual(DOCUMENTS.length + KILLS * MAX_TEXTS)
  }, 120_000)

  it('is taken back within a second', async () => {
    const startedAt = performance.now()
    await activateSpace({ db, embedders: reading.embedders }, reading.space.id, { isForced: false })
    expect(performance.now() - startedAt).toBeLessThan(1_000)

    await sleep(1_000)
    const read = { number: 7, result: await reading.search(questionOf(7)) }
    expect(spacesOf(read, [OLD.dimensions, NEW.dimensions])).toEqual([OLD.dimensions])
  })

  /** @param turns Requests kept before it is killed, `delayMs` later. */
  const fillUntilKilled = async (turns: number, delayMs: number) => {
    const env = {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: db.url,
      BASE_URL: provider.baseUrl,
      MODEL: NEW.model,
      DIMENSIONS: String(NEW.dimensions),
      MAX_TEXTS: String(MAX_TEXTS),
    }
    const child = spawn(process.execPath, [CHILD], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = once(child, 'close')
    let kept = 0
    for await (const _ of createInterface({ input: child.stdout })) if (++kept >= turns) break
    if (child.exitCode === null && Number.isFinite(turns)) {
      await sleep(delayMs)
      child.kill('SIGKILL')
    }
    await closed
  }
})
