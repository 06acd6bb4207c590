/** Migrations from many processes at once, while the tables are in use, and of a program that is too old. */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, testDatabaseUrl } from '../../test/database.ts'
import type { Db } from './db.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'
import { openPostgres } from './postgres.ts'

describe.skipIf(!testDatabaseUrl)('migrations', () => {
  let migrations: Migration[]
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let processes: Db[]
  beforeAll(async () => {
    migrations = await readMigrations()
  })
  beforeEach(async () => {
    database = await createTestDatabase()
    processes = Array.from({ length: 10 }, () => openPostgres(database.url, { maxConnections: 2 }))
    return async () => {
      for (const process of processes) await process.close()
      await database.drop()
    }
  })

  it('R26 are applied once each when ten begin at once, on nothing and on the schema before', async () => {
    const before = migrations.slice(0, -1)

    const first = await Promise.all(processes.map((db) => migrate(db, before)))
    const then = await Promise.all(processes.map((db) => migrate(db, migrations)))

    expect(first.flat()).toEqual(before.map(({ name }) => name))
    expect(then.flat()).toEqual([migrations.at(-1)?.name])
    const [db] = processes
    expect(await db?.query('select indexrelid::regclass from pg_index where not indisvalid')).toEqual([])
  })

  it('wait for who uses a table, and hold up nobody behind him', async () => {
    const [db, reader, other] = processes
    if (!db || !reader || !other) throw new Error('there are ten')
    await db.query('create table used (id int)')
    const reading = reader.transaction(async (tx) => {
      await tx.query('select * from used')
      await sleep(3_600)
    })
    await sleep(100)
    const changing = migrate(db, [{ name: '0001_x', text: 'alter table used add column more int' }])
    await sleep(3_150)
    const startedAt = performance.now()
    await other.query('select * from used')

    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(await changing).toEqual(['0001_x'])
    await reading
  })

  it('R28 are refused by a program that does not know the last one', async () => {
    const [db] = processes
    if (!db) throw new Error('there are ten')
    await migrate(db, migrations)

    const { name } = migrations.at(-1) ?? { name: '' }
    await expect(migrate(db, migrations.slice(0, -1))).rejects.toMatchObject({
      kind: 'conflict',
      message: `The database is newer than this program (it has ${name}). Update AskPress.`,
    })
  })
})
