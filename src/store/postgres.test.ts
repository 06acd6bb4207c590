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
})

it('says what to check when no server answers', async () => {
  const db = openPostgres('postgres://nobody@127.0.0.1:1/none')

  await expect(db.query('select 1')).rejects.toMatchObject({ kind: 'unavailable', retryable: true })

  await db.close()
})
