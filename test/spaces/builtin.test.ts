/** From the built-in model to a remote one and back: one knows English only and works behind the sync, one knows all. */
import { beforeEach, expect, it } from 'vitest'
import { type Embedders, isOf, openEmbedders } from '../../src/app/embedders.ts'
import { findWriting } from '../../src/app/spaces.ts'
import { unpaid } from '../../src/app/spending.ts'
import { readHealth } from '../../src/app/status.ts'
import { unwatched } from '../../src/app/watch.ts'
import { readConfig } from '../../src/config.ts'
import type { Embedder } from '../../src/embedding/embedder.ts'
import { AppError } from '../../src/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { listSpaces } from '../../src/store/spaces.ts'
import { describeOnBoth, emptyDatabase } from '../database.ts'
import { aVector } from '../makers.ts'
import { embedWords } from '../openai/vectors.ts'
import { questionOf, remoteSettings, startWith, storeDocuments } from './space-world.ts'

describeOnBoth('a change between the built-in and a remote model', (getDb) => {
  let db: Db
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
  })

  const states = async () => (await listSpaces(db)).map(({ model, state }) => `${model} ${state}`)
  /** Six documents in English, four in German, all with the vectors that the built-in model can give. */
  const startBuiltin = async () => {
    const local = await startWith(db, embeddersOf(builtin))
    await storeDocuments(db, [1, 2, 3, 4, 5, 6])
    await storeDocuments(db, [7, 8, 9, 10], 'de')
    await local.fill()
    return local
  }

  it('goes over, and back without embedding anything again', async () => {
    await startBuiltin()
    const remote = await startWith(db, embeddersOf(hosted, builtin))
    expect((await remote.search(questionOf(2))).isDegraded).toBe(false)
    await remote.fill()
    expect(await states()).toEqual(['local retired', 'hosted active'])

    const embedded: string[] = []
    const local = await startWith(db, embeddersOf(logging(builtin, embedded), hosted))
    await local.fill()

    expect(await states()).toEqual(['local active', 'hosted retired'])
    expect(embedded).toEqual([])
    expect((await local.search(questionOf(9))).hits[0]).toMatchObject({
      url: 'https://site.test/9',
      parts: { vector: null },
    })
  })

  it('answers by keyword alone, and says so, while the old model cannot be asked', async () => {
    const remote = await startWith(db, embeddersOf(hosted))
    await storeDocuments(db, [1, 2, 3])
    await remote.fill()

    // The key is gone.
    const local = await startWith(db, embeddersOf(builtin))
    const result = await local.search(questionOf(2))
    const health = await readHealth({ db, embedders: local.embedders }, false)

    expect(result).toMatchObject({ isDegraded: true, hits: [{ url: 'https://site.test/2' }, {}, {}] })
    expect(health).toMatchObject({ status: 'degraded', embedder: 'degraded' })
    expect(health.notes).toEqual([
      'Space 2 (local, 12 dimensions) is being filled: 0 of 3 passages have vectors. Space 1 (hosted, 16 dimensions) answers until it is complete.',
      'Space 1 (hosted, 16 dimensions) cannot be asked with this configuration: search is by keyword alone until the new space is complete.',
    ])
    expect(
      await findWriting({ db, embedders: local.embedders, watch: unwatched(), spending: unpaid() }, 0),
    ).toMatchObject({
      space: { model: 'local' },
    })

    await local.fill()
    expect(await readHealth({ db, embedders: local.embedders }, false)).toMatchObject({ embedder: 'ok', notes: [] })
  })

  it('has new documents embedded for the space that answers, as long as its model can be asked', async () => {
    await startBuiltin()
    const remote = await startWith(db, embeddersOf(hosted, builtin))

    expect(
      await findWriting({ db, embedders: remote.embedders, watch: unwatched(), spending: unpaid() }, 0),
    ).toMatchObject({
      space: { model: 'local' },
      embedder: { model: 'local' },
    })
    await remote.fill()
    expect(
      await findWriting({ db, embedders: remote.embedders, watch: unwatched(), spending: unpaid() }, 0),
    ).toMatchObject({
      embedder: { model: 'hosted' },
    })
  })

  it('does not let one model that is away keep the other from its work', async () => {
    await startBuiltin()
    await storeDocuments(db, [20])
    const away = { ...hosted, embed: () => Promise.reject(new AppError('unavailable', 'It is away.')) }
    const remote = await startWith(db, embeddersOf(away, builtin))

    await expect(remote.fill()).rejects.toThrow('It is away.')

    expect((await remote.search(questionOf(20), 'vector')).hits[0]?.url).toBe('https://site.test/20')
  })
})

it('finds a way to ask each model that its configuration leaves', async () => {
  const remote = openEmbedders(readConfig(remoteSettings('http://127.0.0.1:1/v1', 'hosted', 16)))
  const local = openEmbedders(readConfig({}))
  const spaceOf = (id: number, model: string, dimensions: number) => ({ id, model, dimensions })

  expect(remote.find(spaceOf(1, 'hosted', 16))).toBe(remote.configured)
  expect(remote.find(spaceOf(2, 'hosted', 32))).toMatchObject({ model: 'hosted', dimensions: 32 })
  expect(remote.find(spaceOf(3, 'builtin-use-lite-en', 512))).toMatchObject({ runsInBackground: true })
  expect(local.find(spaceOf(1, 'hosted', 16))).toBeNull()
  await Promise.all([remote.close(), local.close()])
})

const builtin = anEmbedder({ model: 'local', dimensions: 12, languages: ['en'], runsInBackground: true })
const hosted = anEmbedder({ model: 'hosted', dimensions: 16 })

function anEmbedder(change: Partial<Embedder> & Pick<Embedder, 'model' | 'dimensions'>): Embedder {
  return {
    maxTexts: 32,
    maxTokens: 32_000,
    languages: null,
    runsInBackground: false,
    vectorWeight: 0.5,
    baseline: 0,
    countTokens: (text) => text.length,
    embed: async (texts) => ({
      vectors: texts.map((text) => aVector([...embedWords(text, change.dimensions)])),
      tokens: 0,
    }),
    close: async () => {},
    ...change,
  }
}

function logging(embedder: Embedder, embedded: string[]): Embedder {
  return {
    ...embedder,
    embed: (texts) => {
      embedded.push(...texts)
      return embedder.embed(texts)
    },
  }
}

/** @param others Models that can be asked as well. */
function embeddersOf(configured: Embedder, ...others: Embedder[]): Embedders {
  return {
    configured,
    find: (space) => [configured, ...others].find((embedder) => isOf(space, embedder)) ?? null,
    close: async () => {},
  }
}
