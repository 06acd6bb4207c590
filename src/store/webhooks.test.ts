import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth } from '../../test/database.ts'
import { forgetWebhook, rememberWebhook } from './webhooks.ts'

describeOnBoth('webhook messages', (db) => {
  beforeEach(() => db().query('truncate webhooks'))

  it('are taken once, also when the same one comes many times at once', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => rememberWebhook(db(), 'msg_1')))

    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await rememberWebhook(db(), 'msg_2')).toBe(true)
  })

  it('may come again when they could not be acted on', async () => {
    await rememberWebhook(db(), 'msg_1')

    await forgetWebhook(db(), 'msg_1')

    expect(await rememberWebhook(db(), 'msg_1')).toBe(true)
  })

  it('are forgotten after a week', async () => {
    await db().query(
      `insert into webhooks values ('old', now() - interval '8 days'), ('new', now() - interval '6 days')`,
    )

    await rememberWebhook(db(), 'msg_1')

    expect(await db().query('select id from webhooks order by id')).toEqual([{ id: 'msg_1' }, { id: 'new' }])
  })

  it('stay few in a flood, the newest of them known', async () => {
    await db().query(
      `insert into webhooks select 'msg_' || n, now() - make_interval(secs => 20000 - n) from generate_series(1, 10000) n`,
    )

    expect(await rememberWebhook(db(), 'one more')).toBe(true)

    expect(await db().query('select count(*) as count from webhooks')).toEqual([{ count: 5_002 }])
    expect(await rememberWebhook(db(), 'msg_10000')).toBe(false)
  })
})
