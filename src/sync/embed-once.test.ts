import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aVector } from '../../test/makers.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { AppError } from '../errors.ts'
import { claimTexts } from '../store/claims.ts'
import type { Db } from '../store/db.ts'
import { me } from '../store/holder.ts'
import { openSpace, type Space } from '../store/spaces.ts'
import { findEmbedded, keepEmbeddings } from '../store/vectors.ts'
import { embedOnce } from './embed-once.ts'

describeOnBoth('embedOnce', (getDb) => {
  let db: Db
  let space: Space
  let sent: string[]
  let answer: () => Promise<void>
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    space = await openSpace(db, { model: 'm', dimensions: 2, languages: null })
    sent = []
    answer = async () => {}
  })

  const texts = (...words: string[]) =>
    words.map((word) => ({
      embedText: word,
      tokenCount: 1,
      textHash: createHash('sha256').update(word).digest('hex'),
    }))
  const hashes = (...words: string[]) => texts(...words).map(({ textHash }) => textHash)
  const embedder: Embedder = {
    ...{ model: 'm', dimensions: 2, languages: null, maxTexts: 8, maxTokens: 1_000, runsInBackground: false },
    ...{ vectorWeight: 0.5, baseline: 0, countTokens: () => 1 },
    embed: async (words) => {
      sent.push(...words)
      await answer()
      return { vectors: words.map(() => aVector([1, 0])), tokens: words.length }
    },
    close: async () => {},
  }
  const embed = (words: string[], signal = new AbortController().signal) =>
    embedOnce({ db, embedder, space, signal }, texts(...words), ({ embeddings }) =>
      keepEmbeddings(db, space.id, embeddings),
    )
  /** Resolves once the embedder has been asked; it answers when told to. */
  const holdEmbedder = () => {
    const asked = Promise.withResolvers<void>()
    const told = Promise.withResolvers<void>()
    answer = () => {
      asked.resolve()
      return told.promise
    }
    return { asked: asked.promise, answer: told.resolve, fail: told.reject }
  }

  it('sends a text that two want at one moment once, and both have it', async () => {
    const held = holdEmbedder()
    const first = embed(['rope', 'sail'])
    await held.asked
    const second = embed(['sail', 'mast'])
    held.answer()

    expect(await first).toMatchObject({ texts: 2, requests: 1 })
    expect(await second).toMatchObject({ texts: 1, requests: 1, hasWaited: true })
    expect(sent.sort()).toEqual(['mast', 'rope', 'sail'])
    expect((await findEmbedded(db, space.id, hashes('rope', 'sail', 'mast'))).size).toBe(3)
  })

  it('takes over what another could not embed', async () => {
    const held = holdEmbedder()
    const first = embed(['rope']).catch((error: unknown) => error)
    await held.asked
    const second = embed(['rope'])
    answer = async () => {}
    held.fail(new AppError('upstream', 'The embedder is away.'))

    expect(await first).toMatchObject({ message: 'The embedder is away.' })
    expect(await second).toMatchObject({ texts: 1 })
  })

  it('takes over what a process left that has ended', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const dead = `${hostname()}:${pid}:0badcafe/1`
    await claimTexts(db, space.id, hashes('rope'), { holder: dead, gone: [] })

    expect(await embed(['rope'])).toMatchObject({ texts: 1 })
  })

  it('stops waiting when it is told to, and leaves the claim alone', async () => {
    await claimTexts(db, space.id, hashes('rope'), { holder: `${me}/other`, gone: [] })
    const leaving = new AbortController()
    const waiting = embed(['rope'], leaving.signal)
    leaving.abort(new Error('enough'))

    await expect(waiting).rejects.toThrow()
    expect(sent).toEqual([])
    expect(await db.query('select holder from embedding_claims')).toEqual([{ holder: `${me}/other` }])
  })
})
