import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth } from '../../test/database.ts'
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { listSpending, readBudgetDay } from '../store/spending.ts'
import type { Charge } from '../types.ts'
import { openPrices } from './prices.ts'
import { openConfiguredSpending, openSpending, type SpendingParts } from './spending.ts'

const MODEL = 'gpt-4o-mini'

describeOnBoth('spending of a process', (db) => {
  beforeEach(async () => {
    await db().query('truncate spending, budget_days')
  })

  const open = (change: Partial<SpendingParts> = {}) =>
    openSpending({ db: db(), metrics: noMetrics, log: { warn: () => {} }, limitUsd: 0.01, ...change })

  it('is written in one statement for many charges, and the last at the end', async () => {
    const counted = countQueries(db())
    const spending = open({ db: counted.db, everyMs: 30 })
    for (let i = 0; i < 100; i++) spending.note(aCharge({ key: i % 2 ? 'one' : 'other' }))
    await sleep(200)
    expect(counted.queries()).toBe(1)

    spending.note(aCharge({ key: 'one' }))
    await spending.close()

    expect(counted.queries()).toBe(2)
    const rows = await listSpending(db())
    expect(rows.map(({ key, requests, inputTokens }) => [key, requests, inputTokens])).toEqual([
      ['one', 51, 51_000],
      ['other', 50, 50_000],
    ])
  })

  it('knows at once what it spent itself, and within its interval what others did', async () => {
    const [one, other] = [open({ everyMs: 50 }), open({ everyMs: 50 })]
    expect(await Promise.all([one.hasMoney(MODEL), other.hasMoney(MODEL)])).toEqual([true, true])

    one.note(aCharge({ inputTokens: 100_000 }))
    expect(await one.hasMoney(MODEL)).toBe(false)
    await expect.poll(() => other.hasMoney(MODEL)).toBe(false)
    await Promise.all([one.close(), other.close()])
  })

  it('keeps all processes together within the limit while calls are under way', async () => {
    const processes = [open(), open(), open()]
    // $0.0021 each, so that 4 fit.
    const most = { inputTokens: 10_000, outputTokens: 1_000 }
    const calls = await Promise.all(
      Array.from({ length: 30 }, (_, i) => processes[i % 3]?.reserve(MODEL, most) ?? Promise.resolve(null)),
    )
    expect(calls.filter((release) => release !== null)).toHaveLength(4)

    for (const release of calls) release?.()
    for (const spending of processes) await spending.close()
    expect(await readBudgetDay(db())).toMatchObject({ spentUsd: 0, reservedUsd: 0 })
  })

  it('gives back at once what is wanted again', async () => {
    const spending = open()
    const most = { inputTokens: 30_000, outputTokens: 1_000 }
    for (let i = 0; i < 5; i++) {
      const release = await spending.reserve(MODEL, most)
      expect(release).not.toBeNull()
      expect(await spending.reserve(MODEL, { inputTokens: 60_000, outputTokens: 0 })).toBeNull()
      release?.()
    }
    await spending.close()
  })

  it('loses nothing to a database that is away for a moment', async () => {
    let isAway = true
    const failing: Db = {
      ...db(),
      query: (text, values) =>
        isAway ? Promise.reject(new AppError('unavailable', 'away')) : db().query(text, values),
    }
    const warned: unknown[] = []
    const spending = open({ db: failing, everyMs: 20, log: { warn: (line: unknown) => void warned.push(line) } })
    spending.note(aCharge())
    await expect.poll(() => warned.length).toBeGreaterThan(0)
    await expect(spending.hasMoney(MODEL)).rejects.toThrow('away')

    isAway = false
    await spending.close()
    expect(await listSpending(db())).toMatchObject([{ requests: 1, inputTokens: 1_000 }])
  })

  it('counts tokens of a model without a price, and lets it go on while there is money', async () => {
    const spending = open()
    spending.note(aCharge({ model: 'unheard-of', outputTokens: 5 }))

    expect(await spending.reserve('unheard-of', { inputTokens: 1e9, outputTokens: 0 })).not.toBeNull()
    spending.note(aCharge({ inputTokens: 100_000 }))
    const today = await spending.readToday()
    expect(today).toMatchObject({ spentUsd: 0.015, limitUsd: 0.01 })
    expect(today.rows).toMatchObject([{ unpricedTokens: 1_005 }])
    expect(await spending.reserve('unheard-of', { inputTokens: 1, outputTokens: 0 })).toBeNull()
    await spending.close()
  })

  it('lets a model that costs nothing go on for ever', async () => {
    const findPrice = openPrices([{ model: 'mine', inputUsd: 0, outputUsd: 0 }])
    const spending = open({ limitUsd: 0, findPrice })

    expect(await spending.hasMoney('mine')).toBe(true)
    expect(await spending.reserve('mine', { inputTokens: 1e9, outputTokens: 1e9 })).not.toBeNull()
    expect(await spending.hasMoney(MODEL)).toBe(false)
    await spending.close()
  })

  it('asks the database nothing where no limit is set', async () => {
    const counted = countQueries(db())
    const spending = open({ db: counted.db, limitUsd: null })

    expect(await spending.hasMoney(MODEL)).toBe(true)
    expect(await spending.reserve(MODEL, { inputTokens: 1e9, outputTokens: 1e9 })).not.toBeNull()
    await spending.close()
    expect(counted.queries()).toBe(0)
  })

  it('tells metrics what was charged, and says when the budget cannot hold', async () => {
    const seen: unknown[] = []
    const note =
      (name: string) =>
      (...values: unknown[]) =>
        void seen.push([name, ...values])
    const metrics = { countCost: note('cost'), countTokens: note('tokens'), setBudget: note('budget') }
    const warned: unknown[] = []
    const log = { warn: (line: unknown) => void warned.push(line) }
    const openai = { apiKey: null, baseUrl: 'http://x', embedModel: 'e', embedDimensions: 8, answerModel: MODEL }
    const answers = { maxOutputTokens: 1, cacheTtlSeconds: 0, dailyBudgetUsd: 5, modelPrices: [] }
    const spending = openConfiguredSpending({ openai, answers }, { db: db(), metrics, log })

    spending.note(aCharge({ outputTokens: 100 }))
    await spending.close()

    expect(warned).toEqual([{ models: ['e'] }])
    expect(seen).toEqual([
      ['tokens', 'answer', 'input', 1_000],
      ['tokens', 'answer', 'output', 100],
      ['cost', 'answer', 0.00021],
      ['budget', 0.00021, 5],
    ])
  })
})

const noMetrics = { countCost: () => {}, countTokens: () => {}, setBudget: () => {} }

function aCharge(change: Partial<Charge> = {}): Charge {
  return { kind: 'answer', model: MODEL, key: '1', siteId: 1, inputTokens: 1_000, outputTokens: 0, ...change }
}

function countQueries(db: Db) {
  let count = 0
  const query: Db['query'] = (text, values) => {
    count++
    return db.query(text, values)
  }
  return { db: { ...db, query }, queries: () => count }
}
