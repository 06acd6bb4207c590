import { describe, expect, it } from 'vitest'
import type { Embedder } from '../embedding/embedder.ts'
import { RefusedTexts } from '../embedding/refused.ts'
import { billQuestions, openAccounts, payForPassages } from './accounts.ts'
import { type Spending, unpaid } from './spending.ts'

const QUESTION = { question: 'why?', filters: {}, history: [] }

describe('the account of a question', () => {
  it('is that of its key and its site', async () => {
    const { spending, seen } = aSpending()
    const account = await openAccounts(spending, { resolveSites: async () => [7] })({ ...QUESTION, caller: '3' }, 'm')
    const reserved = await account.reserve('answer', { model: 'm', inputTokens: 10, outputTokens: 5 })
    reserved?.note({ model: 'm', inputTokens: 9, outputTokens: 4 })
    reserved?.release()

    expect(seen).toEqual([
      ['reserve', 'm', 10, 5],
      ['note', { kind: 'answer', key: '3', siteId: 7, model: 'm', inputTokens: 9, outputTokens: 4 }],
      ['release'],
    ])
  })

  it('is nobody’s without a key, and of no one site when there are several', async () => {
    const { spending, seen } = aSpending()
    const account = await openAccounts(spending, { resolveSites: async () => [7, 8] })(QUESTION, 'm')
    const reserved = await account.reserve('rewrite', { model: 'm', inputTokens: 1, outputTokens: 1 })
    reserved?.note({ model: 'm', inputTokens: 1, outputTokens: 1 })
    billQuestions(spending)({ ...QUESTION, limit: 1, mode: 'hybrid' }, { model: 'e', tokens: 4, siteIds: [8] })

    expect(seen.filter(([what]) => what === 'note')).toMatchObject([
      ['note', { kind: 'rewrite', key: 'open', siteId: 0 }],
      ['note', { kind: 'question', key: 'open', siteId: 8, model: 'e', inputTokens: 4 }],
    ])
  })

  it('sets aside as much as the longest answer so far, for models that think', async () => {
    const { spending, seen } = aSpending()
    const openAccount = openAccounts(spending, { resolveSites: async () => [7] })
    const most = { model: 'm', inputTokens: 10, outputTokens: 600 }
    const first = await (await openAccount(QUESTION, 'm')).reserve('answer', most)
    first?.note({ model: 'm', inputTokens: 10, outputTokens: 2_600 })
    await (await openAccount(QUESTION, 'm')).reserve('answer', most)
    await (await openAccount(QUESTION, 'm')).reserve('rewrite', most)

    expect(seen.filter(([what]) => what === 'reserve').map(([, , , output]) => output)).toEqual([600, 2_600, 600])
  })
})

describe('vectors of passages', () => {
  it('are paid by the sync, as the server counts them or, where it tells nothing, as we do', async () => {
    const { spending, seen } = aSpending()
    await payForPassages(anEmbedder({ tokens: 12 }), spending, 7).embed(['abc', 'd'])
    await payForPassages(anEmbedder({ tokens: 0 }), spending, 7).embed(['abc', 'd'])

    const bill = { kind: 'passages', key: 'sync', siteId: 7, model: 'e', outputTokens: 0 }
    expect(seen).toEqual([
      ...[['reserve', 'e', 4, 0], ['note', { ...bill, inputTokens: 12 }], ['release']],
      ...[['reserve', 'e', 4, 0], ['note', { ...bill, inputTokens: 4 }], ['release']],
    ])
  })

  it('are not made without money, and say when they will be', async () => {
    const { spending } = aSpending({ reserve: async () => null })
    const embedder = payForPassages(anEmbedder({ fails: new Error('was asked') }), spending, 7)

    await expect(embedder.embed(['abc'])).rejects.toMatchObject({
      code: 'no_money',
      message: expect.stringMatching(/5 dollars .*DAILY_BUDGET_USD.* tomorrow/),
    })
  })

  it('are paid also when some texts were refused, and given back when the server failed', async () => {
    const { spending, seen } = aSpending()
    const refused = new RefusedTexts({ refused: [{ index: 0, message: 'long' }], vectors: [null], tokens: 3 })
    await expect(payForPassages(anEmbedder({ fails: refused }), spending, 7).embed(['abc'])).rejects.toBe(refused)
    const broken = new Error('broken')
    await expect(payForPassages(anEmbedder({ fails: broken }), spending, 7).embed(['abc'])).rejects.toBe(broken)

    expect(seen.map(([what]) => what)).toEqual(['reserve', 'note', 'release', 'reserve', 'release'])
  })
})

function aSpending(change: Partial<Spending> = {}) {
  const seen: unknown[][] = []
  const spending: Spending = {
    ...unpaid(),
    limitUsd: 5,
    note: (charge) => void seen.push(['note', charge]),
    reserve: async (model, { inputTokens, outputTokens }) => {
      seen.push(['reserve', model, inputTokens, outputTokens])
      return () => void seen.push(['release'])
    },
    ...change,
  }
  return { spending, seen }
}

function anEmbedder({ tokens = 1, fails }: { tokens?: number; fails?: Error }): Embedder {
  return {
    ...{ model: 'e', dimensions: 2, maxTexts: 10, maxTokens: 100, languages: null, runsInBackground: false },
    ...{ vectorWeight: 0.5, baseline: 0 },
    countTokens: (text) => text.length,
    embed: async (texts) => {
      if (fails) throw fails
      return { vectors: texts.map(() => Buffer.alloc(0)), tokens }
    },
    close: async () => {},
  }
}
