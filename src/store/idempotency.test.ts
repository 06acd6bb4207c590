import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth } from '../../test/database.ts'
import { abandonRequest, beginRequest, finishRequest } from './idempotency.ts'

const mark = (change: { caller?: string; key?: string; body?: string } = {}) => ({
  caller: change.caller ?? '7',
  key: change.key ?? 'a',
  bodyHash: Buffer.from(change.body ?? 'body'),
})

describeOnBoth('requests with an Idempotency-Key', (db) => {
  beforeEach(() => db().query('truncate idempotency'))

  it("are one caller's to do, of many at once", async () => {
    const states = await Promise.all(Array.from({ length: 20 }, () => beginRequest(db(), mark())))
    expect(states.filter(({ state }) => state === 'new')).toHaveLength(1)
    expect(states.filter(({ state }) => state === 'running')).toHaveLength(19)
  })

  it('are answered as before, and under another key or by another caller they are others', async () => {
    await beginRequest(db(), mark())
    await finishRequest(db(), mark(), { accepted: true, post_ids: [42] })
    expect(await beginRequest(db(), mark())).toEqual({
      state: 'answered',
      answer: { accepted: true, post_ids: [42] },
    })
    expect(await beginRequest(db(), mark({ key: 'b' }))).toEqual({ state: 'new' })
    expect(await beginRequest(db(), mark({ caller: '8' }))).toEqual({ state: 'new' })
  })

  it('are a mistake with another body, answered or not', async () => {
    await beginRequest(db(), mark())
    expect(await beginRequest(db(), mark({ body: 'other' }))).toEqual({ state: 'other' })
    await finishRequest(db(), mark(), {})
    expect(await beginRequest(db(), mark({ body: 'other' }))).toEqual({ state: 'other' })
  })

  it('may come again when they failed, after a day, and when whoever was at it is gone', async () => {
    await beginRequest(db(), mark())
    await abandonRequest(db(), mark())
    expect(await beginRequest(db(), mark())).toEqual({ state: 'new' })

    await db().query(`update idempotency set received_at = now() - interval '3 minutes'`)
    expect(await beginRequest(db(), mark())).toEqual({ state: 'new' })

    await finishRequest(db(), mark(), {})
    await db().query(`update idempotency set received_at = now() - interval '23 hours'`)
    expect(await beginRequest(db(), mark())).toMatchObject({ state: 'answered' })
    await db().query(`update idempotency set received_at = now() - interval '25 hours'`)
    expect(await beginRequest(db(), mark())).toEqual({ state: 'new' })
  })
})
