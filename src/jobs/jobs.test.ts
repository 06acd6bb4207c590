import { describe, expect, it, onTestFinished } from 'vitest'
import { openTestPglite, openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { count, describeJobs, pause, recorder, start, until } from './jobs.contract.ts'

describeJobs('PGlite', async () => ({ ...(await openTestPglite()), url: null }))

describe.skipIf(!testDatabaseUrl)('on a database that several processes share', () => {
  describeJobs('PostgreSQL', openTestPostgres)

  it('has two workers share the work, and does each job once', async () => {
    const db = await openShared()
    const slowly = () => pause(50)
    const [first, second] = [recorder(slowly), recorder(slowly)]
    await start(db, first.handlers)
    await start(db, second.handlers)
    const sender = await start(db, recorder().handlers, { isWorker: false })
    const siteIds = Array.from({ length: 30 }, (_, index) => index + 1)

    await sender.sendRuns('tick', siteIds)

    const ticks = () => [...first.calls, ...second.calls].filter((call) => call.startsWith('tick')).sort()
    await until(() => ticks().length >= siteIds.length, 15_000)
    await pause(1_000)
    expect(ticks()).toEqual(siteIds.map((id) => `tick ${id}`).sort())
    expect(first.calls.length).toBeGreaterThan(5)
    expect(second.calls.length).toBeGreaterThan(5)
  })

  it('is started by many processes at once on an empty database', async () => {
    const db = await openShared()
    const { handlers, calls } = recorder()

    const [jobs] = await Promise.all([1, 2, 3, 4].map(() => start(db, handlers)))

    await jobs?.sendRuns('tick', [1])
    await until(() => calls.includes('tick 1'))
  })

  it('sends a tick once, however many schedulers there are', async () => {
    const db = await openShared()
    const { handlers, calls } = recorder()
    const schedule = { intervalMinutes: 1440, fullCron: '0 3 * * *' }

    await Promise.all([1, 2, 3].map(() => start(db, handlers, { schedule })))

    await until(() => calls.includes('tick 1'))
    await pause(6_000)
    expect(count(calls, 'tick 1')).toBe(1)
  })
})

async function openShared() {
  const db = await openTestPostgres()
  // Runs after the jobs were stopped, which were opened later.
  onTestFinished(() => db.close())
  return db
}
