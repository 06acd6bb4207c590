import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth } from '../../test/database.ts'
import { aSite } from '../../test/makers.ts'
import { saveSite } from './sites.ts'
import { addSpending, listSpending, pruneSpending, readBudgetDay, reserveSpending, type Spent } from './spending.ts'

describeOnBoth('spending', (db) => {
  beforeEach(async () => {
    await db().query('truncate spending, budget_days')
  })

  it('adds up by key, site and kind, and tells today by the name of the site', async () => {
    const site = await saveSite(db(), aSite())
    await addSpending(
      db(),
      [aSpent({ siteId: site.id, usd: 0.25 }), aSpent({ kind: 'question', usd: 0.000000016 })],
      [],
    )
    await addSpending(db(), [aSpent({ siteId: site.id, usd: 0.5, unpricedTokens: 7 })], [])

    expect(await listSpending(db())).toEqual([
      {
        ...{ key: '3', site: site.name, kind: 'answer', requests: 2 },
        ...{ inputTokens: 200, outputTokens: 20, unpricedTokens: 7, usd: 0.75 },
      },
      {
        ...{ key: '3', site: null, kind: 'question', requests: 1 },
        ...{ inputTokens: 100, outputTokens: 10, unpricedTokens: 0, usd: 0.000000016 },
      },
    ])
    expect(await readBudgetDay(db())).toMatchObject({ spentUsd: 0.750000016, reservedUsd: 0 })
  })

  it('sets aside no more than there is, however many ask at once', async () => {
    const days = await Promise.all(Array.from({ length: 50 }, () => reserveSpending(db(), 0.03, 0.1)))

    expect(days.filter((day) => day !== null)).toHaveLength(3)
    expect(await readBudgetDay(db())).toMatchObject({ spentUsd: 0, reservedUsd: 0.09 })
  })

  it('takes what was spent for what was set aside, and the rest is free again', async () => {
    const day = (await reserveSpending(db(), 0.08, 0.1)) ?? ''
    expect(await reserveSpending(db(), 0.08, 0.1)).toBeNull()

    expect(await addSpending(db(), [aSpent({ usd: 0.01 })], [{ day, usd: 0.08 }])).toEqual({
      day,
      spentUsd: 0.01,
      reservedUsd: 0,
    })
    expect(await reserveSpending(db(), 0.08, 0.1)).toBe(day)
  })

  it('has nothing to give of a day that is spent, not even for nothing', async () => {
    await addSpending(db(), [aSpent({ usd: 0.1 })], [])

    expect(await reserveSpending(db(), 0, 0.1)).toBeNull()
    expect(await reserveSpending(db(), 0, 0)).toBeNull()
    expect(await reserveSpending(db(), 0.2, 0.1)).toBeNull()
  })

  it('begins anew with each day, and gives back only what is of today', async () => {
    const day = (await reserveSpending(db(), 0.1, 0.1)) ?? ''
    await db().query('update budget_days set day = day - 1, spent_usd = 0.1')
    const yesterday = (await db().query<{ day: string }>('select day::text as day from budget_days'))[0]?.day ?? ''

    expect(await readBudgetDay(db())).toEqual({ day, spentUsd: 0, reservedUsd: 0 })
    expect(await addSpending(db(), [], [{ day: yesterday, usd: 0.1 }])).toMatchObject({ day, reservedUsd: 0 })
    expect(await reserveSpending(db(), 0.1, 0.1)).toBe(day)
  })

  it('forgets days of more than a year ago', async () => {
    await addSpending(db(), [aSpent()], [])
    await db().query('update spending set day = day - 401')
    await db().query('update budget_days set day = day - 399')

    await pruneSpending(db())

    const [left] = await db().query<{ spending: number; days: number }>(
      'select (select count(*) from spending) as spending, (select count(*) from budget_days) as days',
    )
    expect(left).toEqual({ spending: 0, days: 1 })
  })
})

function aSpent(change: Partial<Spent> = {}): Spent {
  const tokens = { inputTokens: 100, outputTokens: 10, unpricedTokens: 0 }
  return { key: '3', siteId: 0, kind: 'answer', requests: 1, ...tokens, usd: 0.001, ...change }
}
