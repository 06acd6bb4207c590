import { describe, expect, it, onTestFinished } from 'vitest'
import { openTestPglite, openTestPostgres, testDatabaseUrl } from '../../test/database.ts'
import { count, pause, recorder, startJobs, until } from '../../test/jobs-world.ts'
import { describeJobs } from './jobs.contract.ts'

describeJobs('PGlite', async () => ({ ...(await openTestPglite()), url: null }))

describe.skipIf(!testDatabaseUrl)('on a database that several processes share', () => {
  describeJobs('PostgreSQL', openTestPostgres)

  it('has two workers share the work, and does each job once', async () => {
    const db = await openShared()
    const slowly = () => pause(50)
    const [first, second] = [recorder(slowly), recorder(slowly)]
    await startJobs(db, first.handlers)
    await startJobs(db, second.handlers)
    const sender = await startJobs(db, recorder().handlers, { isWorker: false })
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

    const [jobs] = await Promise.all([1, 2, 3, 4].map(() => startJobs(db, handlers)))

    await jobs?.sendRuns('tick', [1])
    await until(() => calls.includes('tick 1'))
  })

  it('goes on by itself after every connection was lost', async () => {
    const db = await openShared()
    const { handlers, calls } = recorder()
    const jobs = await startJobs(db, handlers)

    await db.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)

    await until(async () => {
      await jobs.sendRuns('tick', [1]).catch(() => {})
      return calls.includes('tick 1')
    }, 10_000)
  })

  it('sends a tick once, however many schedulers there are', async () => {
    const db = await openShared()
    const { handlers, calls } = recorder()
    const schedule = { intervalMinutes: 1440, fullCron: '0 3 * * *' }

    await Promise.all([1, 2, 3].map(() => startJobs(db, handlers, { schedule })))

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
