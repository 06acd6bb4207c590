/** An old process beside a new schema, as during an update: it goes on, and is not started again. */
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { createTestDatabase, testDatabaseUrl } from '../database.ts'
import { startServe } from '../security/serve-process.ts'
import { withProgram } from './installation.ts'
import { search } from './outages/load.ts'

describe.skipIf(!testDatabaseUrl)('a schema of a newer version', () => {
  it('R28 is served by who was there before, and refused by who starts', async () => {
    const database = await createTestDatabase()
    await withProgram(readConfig({ DATABASE_URL: database.url }), async () => {})
    const env = { DATABASE_URL: database.url, SCHEDULER: 'off' }
    const old = await startServe(env)
    const admin = openPostgres(database.url, { maxConnections: 1 })
    // What a migration may do that an old program has to live with.
    await admin.query(`insert into migrations (name, checksum) values ('9999_future', '');
                       alter table documents add column future text; create table future (id int)`)
    await admin.close()

    expect(await search(old.url, 'anything')).toMatchObject({ status: 200 })
    await expect(startServe(env)).rejects.toThrow(
      /^serve ended with 1: askpress: The database is newer than this program \(it has 9999_future\)\. Update AskPress\./,
    )

    expect(await old.stop()).toBe(0)
    await database.drop()
  })
})
