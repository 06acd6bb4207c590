import { describe, expect, it } from 'vitest'
import { inJson, someKept } from '../../test/answers/ask-parts.ts'
import { anAnswer, aSource, aStamp } from '../../test/makers.ts'
import type { Cache } from '../cache/cache.ts'
import { openProcessCache } from '../cache/process-cache.ts'
import type { AskRequest, DocumentStamp } from '../types.ts'
import type { KeptAnswersOptions } from './kept-answers.ts'

const QUESTION: AskRequest = { question: 'How hot?', filters: {}, history: [] }
const REFUSED = anAnswer({ text: 'No.', outcome: 'refused', sources: [], citations: [] })
const EPOCHS = new Map([[1, '4']])

/** Kept answers over a site whose epoch and posts a test can change. */
function aWorld(options: Partial<KeptAnswersOptions> = {}) {
  const site = { epoch: '4', stamp: aStamp().stamp }
  const checked: DocumentStamp[][] = []
  const clock = { ms: 0 }
  const kept = someKept({
    cache: openProcessCache({ now: () => clock.ms }),
    validity: {
      readEpochs: async (siteIds) => new Map(siteIds.map((siteId) => [siteId, site.epoch])),
      areCurrent: async (documents) => {
        checked.push([...documents])
        return documents.every(({ stamp }) => stamp === site.stamp)
      },
    },
    ...options,
  })
  const known = async (request: Partial<AskRequest> = {}) => {
    const question = await kept.identify({ ...QUESTION, ...request })
    if (!question) throw new Error('this question is not kept')
    return question
  }
  return { kept, known, site, checked, clock }
}

describe('an answer that was kept', () => {
  it('is found again, as JSON and whole, and marked', async () => {
    const { kept, known } = aWorld()
    const answer = anAnswer({ sources: [aSource(), aSource({ n: 2, publishedAt: null })] })
    await kept.keep(await known(), answer, EPOCHS)

    const again = { ...answer, isCached: true }
    const question = await known({ question: '  how HOT ' })
    expect((await kept.find(question)).answer).toEqual(again)
    const json = await kept.findJson(question)
    expect(json).toMatchObject({ outcome: 'answered', sources: 2 })
    expect(json?.body.toString()).toBe(JSON.stringify(inJson(again)))
  })

  it('is not found when a post it was written from has changed, also one it does not cite', async () => {
    const { kept, known, site, checked } = aWorld()
    const answer = anAnswer({
      sources: [aSource(), aSource({ n: 2 }), aSource({ n: 3, document: aStamp({ id: 13 }) })],
    })
    await kept.keep(await known(), answer, EPOCHS)
    site.stamp = 'another'

    expect(await kept.findJson(await known())).toBeNull()
    expect((await kept.find(await known())).answer).toBeNull()
    expect(checked[0]?.map(({ id }) => id)).toEqual([12, 13])
  })

  it('is found after something else on the site has changed', async () => {
    const { kept, known, site } = aWorld()
    await kept.keep(await known(), anAnswer(), EPOCHS)
    site.epoch = '5'

    expect(await kept.findJson(await known())).not.toBeNull()
  })

  it('is gone after the time it is kept for', async () => {
    const { kept, known, clock } = aWorld({ ttlSeconds: 10 })
    await kept.keep(await known(), anAnswer(), EPOCHS)
    clock.ms = 9_900
    expect(await kept.findJson(await known())).not.toBeNull()
    clock.ms = 10_000
    expect(await kept.findJson(await known())).toBeNull()
  })

  it('is of its own question, filters, sites, model and version', async () => {
    const cache = openProcessCache()
    const one = aWorld({ cache })
    await one.kept.keep(await one.known(), anAnswer(), EPOCHS)
    const others = [
      aWorld({ cache, model: 'another' }),
      aWorld({ cache, version: '2' }),
      aWorld({ cache, resolveSites: async () => [1, 2] }),
    ]
    const questions = [{ question: 'How cold?' }, { filters: { type: ['page'] } }]

    for (const world of others) expect(await world.kept.findJson(await world.known())).toBeNull()
    for (const question of questions) expect(await one.kept.findJson(await one.known(question))).toBeNull()
    expect(await one.kept.findJson(await one.known())).not.toBeNull()
  })
})

describe('an answer kept in Redis', () => {
  /** Two processes on one cache, and how often it was asked. */
  function twoProcesses() {
    const shared = openProcessCache()
    const gets: string[] = []
    const cache: Cache = {
      ...shared,
      place: 'redis',
      get: (key) => {
        gets.push(key)
        return shared.get(key)
      },
    }
    return { gets, one: aWorld({ cache }), other: aWorld({ cache }) }
  }

  it('is fetched once by those who ask again at once', async () => {
    const { gets, one } = twoProcesses()
    await one.kept.keep(await one.known(), anAnswer(), EPOCHS)
    for (let n = 0; n < 3; n++) expect(await one.kept.findJson(await one.known())).not.toBeNull()
    expect(gets).toHaveLength(1)
  })

  it('is fetched again when what is near does not hold any more', async () => {
    const { one, other } = twoProcesses()
    await one.kept.keep(await one.known(), anAnswer({ text: 'old' }), EPOCHS)
    await one.kept.findJson(await one.known())
    for (const { site } of [one, other]) site.stamp = 'new'
    expect(await one.kept.findJson(await one.known())).toBeNull()
    const renewed = anAnswer({ text: 'new', sources: [aSource({ document: aStamp({ stamp: 'new' }) })] })
    await other.kept.keep(await other.known(), renewed, EPOCHS)

    expect((await one.kept.findJson(await one.known()))?.body.toString()).toContain('"answer":"new"')
  })
})

describe('a refusal', () => {
  it('is kept for a minute at most', async () => {
    const { kept, known, clock } = aWorld()
    await kept.keep(await known(), REFUSED, EPOCHS)
    clock.ms = 59_000
    expect(await kept.findJson(await known())).toMatchObject({ outcome: 'refused', sources: 0 })
    clock.ms = 60_000
    expect(await kept.findJson(await known())).toBeNull()
  })

  it('is void after any change on the site', async () => {
    const { kept, known, site } = aWorld()
    await kept.keep(await known(), REFUSED, EPOCHS)
    site.epoch = '5'
    expect(await kept.findJson(await known())).toBeNull()
  })

  it('is not kept where searches may lag behind', async () => {
    const { kept, known } = aWorld({ keepsRefusals: false })
    await kept.keep(await known(), REFUSED, EPOCHS)
    expect(await kept.findJson(await known())).toBeNull()
  })
})

describe('what is not kept', () => {
  it.each([
    ['a degraded answer', { isDegraded: true }],
    ['a degraded refusal', { ...REFUSED, isDegraded: true }],
  ])('%s', async (_, change) => {
    const { kept, known } = aWorld()
    await kept.keep(await known(), anAnswer(change), EPOCHS)
    expect(await kept.findJson(await known())).toBeNull()
    expect((await kept.find(await known())).answer).toBeNull()
  })

  it('anything, when the time is 0', async () => {
    const cache = openProcessCache()
    const keeping = aWorld({ cache })
    await keeping.kept.keep(await keeping.known(), anAnswer(), EPOCHS)
    const { kept, known } = aWorld({ cache, ttlSeconds: 0 })

    expect(await kept.findJson(await known())).toBeNull()
    expect(await kept.find(await known())).toEqual({ answer: null, epochs: EPOCHS })
  })

  it('a question that follows others', async () => {
    const { kept } = aWorld()
    expect(await kept.identify({ ...QUESTION, history: [{ question: 'a', answer: 'b' }] })).toBeNull()
  })
})
