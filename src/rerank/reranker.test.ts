/** The client against a server that speaks both shapes, well and badly. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type Dialect, type Fault, startFakeReranker } from '../../test/rerank/fake-reranker.ts'
import { openHttp } from '../upstream/http.ts'
import { openReranker, type RerankServer } from './reranker.ts'

const byLength = (_question: string, text: string) => text.length / 10 - 4
const fake = await startFakeReranker({ score: byLength })
const http = openHttp({ trustedHosts: ['127.0.0.1'] })
beforeEach(() => {
  fake.requests.length = 0
  Object.assign(fake.settings, { dialect: 'cohere', score: byLength, fault: null })
})
afterAll(async () => {
  await http.close()
  await fake.close()
})

function aReranker(change: Partial<RerankServer> = {}) {
  return openReranker({ http, url: fake.url, model: 'rerank-v3.5', apiKey: 'rk-1', ...change })
}

/** Of lengths that go up and down. */
const someTexts = (count: number) => Array.from({ length: count }, (_, index) => 'x'.repeat(1 + ((index * 7) % count)))

describe.each<Dialect>(['cohere', 'tei'])('a server like %s', (dialect) => {
  beforeEach(() => {
    fake.settings.dialect = dialect
  })

  it.each([2, 32, 33, 50])('gives each of %i texts its own score, whatever order it answers in', async (count) => {
    const texts = someTexts(count)
    expect(await aReranker().score('q', texts)).toEqual(texts.map((text) => byLength('q', text)))
  })

  it('is asked in its own shape from the second question on', async () => {
    const reranker = aReranker()
    await reranker.score('q', someTexts(3))
    fake.requests.length = 0
    await reranker.score('q', someTexts(3))
    const field = dialect === 'cohere' ? 'documents' : 'texts'
    expect(fake.requests).toMatchObject([{ body: { query: 'q', [field]: someTexts(3) } }])
  })

  it.each<[Fault['kind'], RegExp]>([
    ['html', /not JSON/],
    ['short', /4 scores for 5 texts/],
    ['nan', /not JSON/],
    ['infinite', /not a list of scores/],
    ['null', /not a list of scores/],
    ['beyond', /text 50 of 5/],
    ['twice', /two scores for text/],
    ['empty', /0 scores for 5 texts/],
    ['not a list', /not a list of scores/],
  ])('is not believed when its answer is spoilt: %s', async (kind, message) => {
    // Each of these is a fault without more to say.
    fake.settings.fault = { kind } as Fault
    const scores = aReranker().score('q', someTexts(5))
    await expect(scores).rejects.toMatchObject({ kind: 'upstream', code: 'bad_answer', message })
  })

  it('is not read to the end when it never stops', async () => {
    fake.settings.fault = { kind: 'huge' }
    await expect(aReranker().score('q', someTexts(5))).rejects.toMatchObject({ kind: 'too_large' })
  })
})

it('sends the model and the key, and neither where there is none', async () => {
  await aReranker().score('q', someTexts(2))
  await aReranker({ model: null, apiKey: null }).score('q', someTexts(2))
  expect(fake.requests[0]).toMatchObject({ body: { model: 'rerank-v3.5' }, authorization: 'Bearer rk-1' })
  expect(fake.requests[1]?.body).not.toHaveProperty('model')
  expect(fake.requests[1]?.authorization).toBeUndefined()
})

it('learns the shape anew when another server stands there', async () => {
  const reranker = aReranker()
  await reranker.score('q', someTexts(2))
  fake.settings.dialect = 'tei'
  await expect(reranker.score('q', someTexts(2))).rejects.toMatchObject({ code: 'refused' })
  expect(await reranker.score('q', someTexts(2))).toHaveLength(2)
})

it.each([
  [401, 'unauthorized', /RERANK_API_KEY/],
  [404, 'not_found', /RERANK_URL/],
  [400, 'refused', /"documents" 400: .*"texts" 400/],
  [429, 'server_error', /failed \(429/],
  [500, 'server_error', /failed \(500/],
])('says what to look at after a %i, and repeats nothing of what it sent', async (status, code, message) => {
  const question = 'what does my neighbour earn'
  fake.settings.fault = { kind: 'status', status, body: `cannot rank "${question}"` }
  const error = await aReranker()
    .score(question, someTexts(2))
    .catch((thrown) => thrown)
  expect(error).toMatchObject({ code, message })
  expect(error.message).not.toContain('neighbour earn')
})

it('waits no longer than its deadline, learning included', async () => {
  fake.settings.dialect = 'tei'
  fake.settings.fault = { kind: 'slow', ms: 250 }
  // Each of the two requests alone would be in time.
  await expect(aReranker({ deadlineMs: 400 }).score('q', someTexts(2))).rejects.toMatchObject({ kind: 'timeout' })
  expect(fake.requests).toHaveLength(2)
})

it('leaves a server alone that failed three times, and asks one question again after half a minute', async () => {
  let now = 0
  const reranker = aReranker({ deadlineMs: 30, now: () => now })
  fake.settings.fault = { kind: 'hang' }
  for (let time = 0; time < 3; time++) {
    expect(reranker.isAway()).toBe(false)
    await expect(reranker.score('q', someTexts(2))).rejects.toMatchObject({ kind: 'timeout' })
  }
  expect(reranker.isAway()).toBe(true)
  await expect(reranker.score('q', someTexts(2))).rejects.toMatchObject({ code: 'reranker_paused' })
  expect(fake.requests).toHaveLength(3)

  now = 30_001
  fake.settings.fault = null
  expect(await reranker.score('q', someTexts(2))).toHaveLength(2)
  expect(reranker.isAway()).toBe(false)
})

it('holds nothing against the server when the one who asked has left', async () => {
  fake.settings.fault = { kind: 'hang' }
  const reranker = aReranker()
  for (let time = 0; time < 4; time++) {
    const scores = reranker.score('q', someTexts(2), AbortSignal.timeout(10))
    await expect(scores).rejects.toMatchObject({ name: 'TimeoutError' })
  }
  expect(reranker.isAway()).toBe(false)
})

it('calls no address in a private network that the operator did not name', async () => {
  const stranger = openHttp({})
  await expect(aReranker({ http: stranger }).score('q', someTexts(2))).rejects.toMatchObject({ code: 'address' })
  await stranger.close()
})
