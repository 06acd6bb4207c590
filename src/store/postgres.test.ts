import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { describeDb } from './db.contract.ts'
import { openPostgres } from './postgres.ts'

describe.skipIf(!testDatabaseUrl)('with a server', () => {
  describeDb('postgres', openTestPostgres)

  it('lives on when the server ends its connections', async () => {
    const db = await openTestPostgres(3)
    await db.query('select 1')

    await db.query(`select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid()`)
    await db.query('select pg_terminate_backend(pg_backend_pid())').catch(() => {})

    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
    await db.close()
  })

  it('lives on when the server ends the connection of a transaction that waits for something else', async () => {
    const db = await openTestPostgres(3)

    const broken = db.transaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      await db.query('select pg_terminate_backend($1)', [own?.pid])
      await sleep(100)
      await tx.query('select 1')
    })

    await expect(broken).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
    await db.close()
  })
})

describe.skipIf(!testDatabaseUrl)('a statement that takes long', () => {
  it('is ended, unless it is maintenance', async () => {
    const db = openPostgres(testDatabaseUrl ?? '', { statementTimeoutMs: 50 })

    await expect(db.query('select pg_sleep(0.2)')).rejects.toMatchObject({
      kind: 'unavailable',
      cause: { code: '57014' },
    })
    await db.maintain('select pg_sleep(0.2)')

    await expect(db.query('select pg_sleep(0.2)')).rejects.toMatchObject({
      kind: 'unavailable',
      cause: { code: '57014' },
    })
    await db.close()
  })

  it('is given up earlier by who cannot wait, alone or in a transaction', async () => {
    const db = openPostgres(testDatabaseUrl ?? '')
    const hurried = db.within?.(50) ?? db
    const slow = { kind: 'unavailable', retryAfterSeconds: 5, message: expect.stringContaining('in time') }

    await expect(hurried.query('select pg_sleep(0.3)')).rejects.toMatchObject(slow)
    await expect(hurried.query('select pg_sleep($1)', [0.3])).rejects.toMatchObject(slow)
    await expect(hurried.transaction((tx) => tx.query('select pg_sleep(0.3)'))).rejects.toMatchObject(slow)

    expect(await db.query('select 1 as one from pg_sleep(0.1)')).toEqual([{ one: 1 }])
    expect(db.countConnections?.()).toMatchObject({ busy: 0, idle: 1 })
    await db.close()
  })
})

it('says what to check when no server answers', async () => {
  const db = openPostgres('postgres://nobody@127.0.0.1:1/none')

  await expect(db.query('select 1')).rejects.toMatchObject({ kind: 'unavailable', retryable: true })

  await db.close()
})
