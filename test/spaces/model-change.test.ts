/** A new embedding model takes over while the old one answers: without a gap, without a mixture, and back at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openIndexState } from '../../src/app/index-state.ts'
import { activateSpace } from '../../src/app/space-status.ts'
import { unpaid } from '../../src/app/spending.ts'
import { readHealth, readStatus } from '../../src/app/status.ts'
import { unwatched } from '../../src/app/watch.ts'
import { retrieve } from '../../src/retrieval/retrieve.ts'
import type { Db } from '../../src/store/db.ts'
import { EXACT_LIMIT } from '../../src/store/index-choice.ts'
import { listSpaces } from '../../src/store/spaces.ts'
import { findVectorIndex } from '../../src/store/vector-index.ts'
import { describeOnBoth, emptyDatabase } from '../database.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { FLAWLESS, judge, spacesOf, startReader } from './reader.ts'
import {
  type Process,
  questionOf,
  range,
  remoteSettings,
  startProcess,
  startWith,
  storeDocuments,
  textOf,
} from './space-world.ts'

const OLD = { model: 'text-embedding-3-small', dimensions: 16 }
const NEW = { model: 'text-embedding-3-large', dimensions: 24 }
const DOCUMENTS = range(1, 61)
const NOW = { isForced: false }

describeOnBoth('a change of models', (getDb) => {
  let db: Db
  let provider: FakeOpenAi
  let started: Process[]
  beforeAll(async () => {
    provider = await startFakeOpenAi()
  })
  afterAll(() => provider.close())
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    provider.requests.length = 0
    provider.settings.latencyMs = 0
    provider.settings.poison = null
    provider.failAlways(null)
    started = []
  })
  afterEach(async () => {
    for (const one of started) await one.close()
  })

  const start = async ({ model, dimensions }: typeof OLD, maxTexts?: number) => {
    const one = await startProcess(db, remoteSettings(provider.baseUrl, model, dimensions), maxTexts)
    started.push(one)
    return one
  }
  const startFilled = async () => {
    const one = await start(OLD)
    await storeDocuments(db, DOCUMENTS)
    await one.fill()
    return one
  }
  const states = async () => (await listSpaces(db)).map(({ state }) => state)
  const textsOf = (model: string) => provider.requests.filter((one) => one.model === model).flatMap((one) => one.texts)
  /** The dimensions of the space that gave the process's answer. */
  const spaceAsked = async (one: Process) => {
    const read = { number: 7, result: await one.search(questionOf(7)) }
    return spacesOf(read, [OLD.dimensions, NEW.dimensions])
  }

  it('goes unnoticed by readers, but for better answers', async () => {
    const old = await startFilled()
    const readers = [startReader(old.search, DOCUMENTS)]
    const next = await start(NEW, 4)
    readers.push(startReader(next.search, DOCUMENTS))
    provider.settings.latencyMs = 20
    expect(await states()).toEqual(['active', 'building'])

    await next.fill()
    expect(await states()).toEqual(['retired', 'active'])
    await expect.poll(() => spaceAsked(old), { timeout: 3_000, interval: 50 }).toEqual([NEW.dimensions])

    // Another while with the new one.
    await sleep(500)
    for (const reader of readers) {
      const reads = await reader.stop()
      expect(judge(reads, [OLD.dimensions, NEW.dimensions])).toEqual(FLAWLESS)
      expect(reads.length).toBeGreaterThan(10)
      // Both spaces were seen by each of them, the old one first.
      const seen = reads.map((read) => spacesOf(read, [OLD.dimensions, NEW.dimensions])[0])
      expect([seen[0], seen.at(-1)]).toEqual([OLD.dimensions, NEW.dimensions])
    }
  })

  it('is looked at once in a search, which keeps to what it saw', async () => {
    const { embedders } = await startFilled()
    const index = openIndexState({ db, embedders, watch: unwatched(), spending: unpaid() })
    let looks = 0
    const findVectors = () => {
      looks++
      return index.findVectors()
    }

    for (const mode of ['hybrid', 'vector'] as const) {
      await retrieve({ db, ...index, findVectors }, { question: questionOf(7), limit: 5, mode, filters: {} })
    }

    expect(looks).toBe(2)
  })

  it('gives documents that come in meanwhile to both spaces, and finds them by keyword before', async () => {
    await startFilled()
    const next = await start(NEW, 4)
    await storeDocuments(db, [100])
    expect((await next.search(questionOf(100), 'keyword')).hits[0]?.url).toBe('https://site.test/100')

    let turns = 0
    const inTheMidst = async () => {
      if (turns++ === 2) await storeDocuments(db, [101])
    }
    const stored: Promise<void>[] = []
    await next.fill({ onTurn: () => stored.push(inTheMidst()) })
    await Promise.all(stored)
    await next.fill()

    const [site] = await readStatus({ db })
    expect(site?.spaces.map(({ state, embedded, chunks }) => ({ state, embedded, chunks }))).toMatchObject([
      { state: 'retired', chunks: 62 },
      { state: 'active', embedded: 62, chunks: 62 },
    ])
    expect((await next.search(questionOf(101), 'vector')).hits[0]?.url).toBe('https://site.test/101')
  })

  it('goes on where it was stopped, without embedding a text twice', async () => {
    await startFilled()
    const stopping = new AbortController()
    let turns = 0
    const first = await start(NEW, 8)
    const onTurn = () => {
      if (++turns === 3) stopping.abort()
    }
    await expect(first.fill({ signal: stopping.signal, onTurn })).rejects.toThrow()
    expect(textsOf(NEW.model)).toHaveLength(24)
    expect(await states()).toEqual(['active', 'building'])

    const second = await start(NEW, 8)
    await second.fill()

    expect(textsOf(NEW.model).toSorted()).toEqual(DOCUMENTS.map(textOf).toSorted())
    expect(await states()).toEqual(['retired', 'active'])
  })

  it('is done by several processes together, each text embedded once', async () => {
    await startFilled()
    const workers = [await start(NEW, 4), await start(NEW, 4), await start(NEW, 4)]
    provider.settings.latencyMs = 5

    // On PGlite there is one process, and its fills run one after the other.
    if (db.engine === 'postgres') await Promise.all(workers.map((worker) => worker.fill()))
    else for (const worker of workers) await worker.fill()

    expect(textsOf(NEW.model).toSorted()).toEqual(DOCUMENTS.map(textOf).toSorted())
    expect(await states()).toEqual(['retired', 'active'])
  })

  it('can be taken back at once, stays taken back, and can be taken up again', async () => {
    const old = await startFilled()
    const next = await start(NEW)
    await next.fill()
    await expect.poll(() => spaceAsked(next), { timeout: 3_000, interval: 50 }).toEqual([NEW.dimensions])

    const startedAt = performance.now()
    await activateSpace({ db, embedders: next.embedders }, old.space.id, NOW)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await expect.poll(() => spaceAsked(next), { timeout: 1_500, interval: 50 }).toEqual([OLD.dimensions])

    const restarted = await start(NEW)
    await restarted.fill()
    expect(await states()).toEqual(['active', 'retired'])
    const { notes } = await readHealth({ db, embedders: restarted.embedders }, false)
    expect(notes).toEqual([expect.stringContaining('askpress spaces activate 2')])

    await activateSpace({ db, embedders: restarted.embedders }, next.space.id, NOW)
    expect(await states()).toEqual(['retired', 'active'])
    expect(textsOf(NEW.model).filter((text) => text === textOf(1))).toHaveLength(1)
  })

  it('is not taken back to a space that has fallen behind, unless forced', async () => {
    const old = await startFilled()
    const next = await start(NEW)
    await next.fill()
    await storeDocuments(db, range(200, 210))
    await next.fill()

    const back = activateSpace({ db, embedders: next.embedders }, old.space.id, NOW)
    await expect(back).rejects.toThrow('60 of 70 passages')

    const forced = await activateSpace({ db, embedders: next.embedders }, old.space.id, { isForced: true })
    expect(forced).toMatchObject({ state: 'active', embedded: 60, chunks: 70 })
  })

  it('does not wait for the old model when that cannot be asked any more', async () => {
    await startFilled()
    const next = await start(NEW)
    // The server forgot the old model: questions to it fail, and are answered by keyword.
    provider.failAlways('unauthorized')
    expect(await next.search(questionOf(7))).toMatchObject({ isDegraded: true, hits: [{ title: '' }, {}, {}, {}, {}] })

    provider.failAlways(null)
    await next.fill()

    expect(await states()).toEqual(['retired', 'active'])
  })

  it('does without a passage that the new model refuses, and asks it once', async () => {
    await startFilled()
    const next = await start(NEW)
    provider.settings.poison = 'room60'

    await next.fill()
    expect(await states()).toEqual(['retired', 'active'])
    const before = provider.requests.length
    await next.fill()

    expect(provider.requests).toHaveLength(before)
    expect((await next.search(questionOf(60))).hits[0]?.url).toBe('https://site.test/60')
  })

  it('is not made to a model that refuses many', async () => {
    await startFilled()
    const next = await start(NEW)
    // Eleven of the sixty.
    provider.settings.poison = 'room1'

    await next.fill()

    expect(await states()).toEqual(['active', 'building'])
  })

  describe('of a large index', () => {
    it('makes the vector index before it switches', async () => {
      const old = await start({ ...OLD, dimensions: 4 })
      await storeDocuments(db, range(1, EXACT_LIMIT + 2))
      await old.fill()
      const next = await start({ ...NEW, dimensions: 6 })
      const before: string[] = []
      const maintain: Db['maintain'] = async (text) => {
        if (text.startsWith('create index')) before.push(...(await states()))
        await db.maintain(text)
      }

      await (await startWith({ ...db, maintain }, next.embedders)).fill()

      expect(before).toEqual(['active', 'building'])
      expect(await findVectorIndex(db, next.space)).not.toBe('exact')
      expect(await states()).toEqual(['retired', 'active'])
    }, 60_000)
  })
})
