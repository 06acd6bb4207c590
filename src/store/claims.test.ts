import { createHash } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth, emptyDatabase } from '../../test/database.ts'
import { aVector } from '../../test/makers.ts'
import { claimTexts, pruneClaims, releaseClaims, renewClaims } from './claims.ts'
import type { Db } from './db.ts'
import { keepRefusals } from './refusals.ts'
import { openSpace } from './spaces.ts'
import { keepEmbeddings } from './vectors.ts'

describeOnBoth('claims of texts', (getDb) => {
  let db: Db
  let spaceId: number
  beforeEach(async () => {
    db = getDb()
    await emptyDatabase(db)
    spaceId = (await openSpace(db, { model: 'm', dimensions: 2, languages: null })).id
  })

  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const [a, b, c] = ['a', 'b', 'c'].map(hash) as [string, string, string]
  const claim = (holder: string, hashes: string[], gone: string[] = []) =>
    claimTexts(db, spaceId, hashes, { holder, gone })

  it('gives each text to the first who asks', async () => {
    expect(await claim('one', [a, b])).toEqual({ ours: new Set([a, b]), theirs: new Map() })
    expect(await claim('two', [b, c])).toEqual({ ours: new Set([c]), theirs: new Map([[b, 'one']]) })
  })

  it('gives many at one moment each to one of them', async () => {
    const hashes = Array.from({ length: 200 }, (_, at) => hash(`text ${at}`))
    const turned = (by: number) => [...hashes.slice(by), ...hashes.slice(0, by)].reverse()

    const all = await Promise.all([0, 50, 100, 150].map((by) => claim(`at ${by}`, turned(by))))

    const taken = all.flatMap(({ ours }) => [...ours])
    expect(taken.sort()).toEqual([...hashes].sort())
    for (const { ours, theirs } of all) expect(ours.size + theirs.size).toBe(200)
  })

  it('asks nobody for what has a vector or was refused', async () => {
    await claim('one', [a, b])
    await keepEmbeddings(db, spaceId, [{ textHash: a, vector: aVector([1, 2]) }])
    await keepRefusals(db, spaceId, [{ textHash: b, reason: 'too long' }])

    expect(await claim('two', [a, b, c])).toEqual({ ours: new Set([c]), theirs: new Map() })
  })

  it('gives what was released, lapsed or left by the dead to the next', async () => {
    await claim('one', [a])
    await claim('dead', [b])
    await claim('frozen', [c])
    await releaseClaims(db, 'one')
    await db.query(`update embedding_claims set until = now() - interval '1 second' where holder = 'frozen'`)

    expect((await claim('two', [a, b, c], ['dead'])).ours).toEqual(new Set([a, b, c]))
  })

  it('holds what is renewed, and forgets what lapsed', async () => {
    await claim('one', [a])
    await claim('two', [b])
    await db.query(`update embedding_claims set until = now() - interval '1 second'`)
    await renewClaims(db, 'one')
    await pruneClaims(db)

    expect(await db.query('select holder from embedding_claims')).toEqual([{ holder: 'one' }])
    expect((await claim('three', [a, b])).theirs).toEqual(new Map([[a, 'one']]))
  })
})
