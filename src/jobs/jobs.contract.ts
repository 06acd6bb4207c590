/** What jobs must do on every database. Each test has an empty queue; `jobs.test.ts` runs it on both. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  count,
  pause,
  type QueueDb,
  recorder,
  startJobs,
  stopJobs,
  until,
  untilAborted,
} from '../../test/jobs-world.ts'
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'

const DAILY = { intervalMinutes: 1440, fullCron: '0 3 * * *' }
const BUSY = new AppError('conflict', 'A sync of this site is running already.', { code: 'sync_running' })

export function describeJobs(name: string, open: () => Promise<QueueDb>): void {
  describe(`jobs on ${name}`, () => {
    let db: QueueDb
    beforeAll(async () => {
      db = await open()
    })
    afterAll(() => db?.close())
    beforeEach(() => db.query('drop schema if exists askpress_jobs cascade'))

    it('does what is in line: a tick, the nightly pass, single posts, and vectors after each', async () => {
      const { handlers, calls } = recorder()
      const jobs = await startJobs(db, handlers)

      await jobs.sendRuns('tick', [1])
      await jobs.sendRuns('nightly', [2])
      await jobs.sendPosts(1, [42, 43])

      await until(() => ['tick 1', 'nightly 2', 'posts 1: 42,43', 'embed'].every((call) => calls.includes(call)))
    })

    it('keeps one of a kind for each site in line, and each post once', async () => {
      const sender = await startJobs(db, recorder().handlers, { isWorker: false })
      for (let times = 0; times < 3; times++) {
        await sender.sendRuns('tick', [1, 2])
        await sender.sendPosts(1, [42, 43, 42])
      }
      const { handlers, calls } = recorder()
      await startJobs(db, handlers)

      await until(() => calls.filter((call) => call !== 'embed').length === 3)
      await pause(1_000)

      expect(calls.filter((call) => call !== 'embed').sort()).toEqual(['posts 1: 42,43', 'tick 1', 'tick 2'])
    })

    it('does a post once more when it changes again while its job is at work', async () => {
      const { handlers, calls, gate } = recorder()
      const jobs = await startJobs(db, handlers)
      gate.close()

      await jobs.sendPosts(1, [42])
      await until(() => calls.length > 0 && calls.includes('posts 1: 42'))
      await jobs.sendPosts(1, [42])
      await jobs.sendPosts(1, [42])
      gate.open()

      await until(() => count(calls, 'posts 1: 42') === 2)
      await pause(1_000)
      expect(count(calls, 'posts 1: 42')).toBe(2)
    })

    it('works on one run of a site at a time', async () => {
      const { handlers, calls, gate } = recorder()
      const jobs = await startJobs(db, handlers)
      gate.close()

      await jobs.sendRuns('tick', [1])
      await until(() => calls.includes('tick 1'))
      await jobs.sendRuns('nightly', [1])
      await jobs.sendRuns('tick', [2])
      await until(() => calls.includes('tick 2'))
      expect(calls).not.toContain('nightly 1')

      gate.open()
      await until(() => calls.includes('nightly 1'))
    })

    it('comes back a few seconds later to a site that somebody else works on', async () => {
      let isBusy = true
      const { handlers, calls } = recorder((call) => {
        if (isBusy && call !== 'embed') throw BUSY
      })
      const jobs = await startJobs(db, handlers)
      await jobs.sendRuns('tick', [1])
      await jobs.sendPosts(2, [42])
      await until(() => calls.includes('tick 1') && calls.includes('posts 2: 42'))
      isBusy = false

      await until(() => count(calls, 'tick 1') === 2 && count(calls, 'posts 2: 42') === 2, 10_000)

      expect(await jobs.findDelayedRuns()).toEqual([])
    })

    it('leaves a site that failed alone for as long as it asks, whatever the schedule says, and says so', async () => {
      const { handlers, calls } = recorder(() => {
        throw new AppError('upstream', 'The site asks for a break.', { retryAfterSeconds: 600 })
      })
      const jobs = await startJobs(db, handlers)
      await jobs.sendRuns('tick', [1])
      await until(async () => (await jobs.findDelayedRuns()).some(({ kind }) => kind === 'tick'))

      await jobs.sendRuns('tick', [1])
      await pause(1_500)

      expect(count(calls, 'tick 1')).toBe(1)
      const delayed = (await jobs.findDelayedRuns()).find(({ kind }) => kind === 'tick')
      expect(delayed).toMatchObject({ siteId: 1, failures: 1, reason: 'The site asks for a break.' })
      expect(((delayed?.nextAt.getTime() ?? 0) - Date.now()) / 1000).toBeGreaterThan(590)
    })

    it('forgets the jobs of a site that was removed', async () => {
      const { handlers, calls } = recorder((call) => {
        if (call !== 'embed') throw new AppError('not_found', 'There is no such site.')
      })
      const jobs = await startJobs(db, handlers)

      await jobs.sendRuns('tick', [1])
      await jobs.sendPosts(1, [42])
      await until(() => calls.includes('tick 1') && calls.includes('posts 1: 42'))
      await pause(500)

      expect(await states(db)).toEqual(['completed'])
      expect(await jobs.findDelayedRuns()).toEqual([])
    })

    it('lets what is under way finish when it stops', async () => {
      const { handlers, calls } = recorder((call) => (call === 'embed' ? undefined : pause(700)))
      const jobs = await startJobs(db, handlers)
      await jobs.sendRuns('tick', [1])
      await until(() => calls.includes('tick 1'))

      await stopJobs(jobs, 4_000)

      expect((await states(db)).filter((state) => state !== 'created')).toEqual(['completed'])
    })

    it('puts back what does not finish in time, so that the next worker takes it up at once', async () => {
      const first = recorder((call, signal) => (call === 'embed' ? undefined : untilAborted(signal)))
      const jobs = await startJobs(db, first.handlers)
      await jobs.sendRuns('tick', [1])
      await jobs.sendPosts(2, [42])
      await until(() => first.calls.includes('tick 1') && first.calls.includes('posts 2: 42'))

      await stopJobs(jobs, 100)

      expect(await states(db)).not.toContain('active')
      const next = recorder()
      await startJobs(db, next.handlers)
      await until(() => next.calls.includes('tick 1') && next.calls.includes('posts 2: 42'), 6_000)
    })

    it('gives up a handler that ignores the end, and still leaves no active job behind', async () => {
      const { handlers, calls } = recorder((call) => (call === 'embed' ? undefined : new Promise(() => {})))
      const jobs = await startJobs(db, handlers)
      await jobs.sendRuns('tick', [1])
      await until(() => calls.includes('tick 1'))

      await stopJobs(jobs, 100)

      expect(await states(db)).not.toContain('active')
    })

    it('sends a tick for every site once in each interval, also for a site that comes later', async () => {
      const sites = [1]
      const { handlers, calls } = recorder()
      handlers.listSites = async () => sites
      await startJobs(db, handlers, { schedule: DAILY })
      await until(() => calls.includes('tick 1'))

      sites.push(2)
      await until(() => calls.includes('tick 2'), 8_000)

      expect(count(calls, 'tick 1')).toBe(1)
    })

    it('makes up for one nightly pass that came due while nobody was there', async () => {
      const planner = await startJobs(db, recorder().handlers, { schedule: DAILY })
      await until(async () => (await db.query('select from askpress_jobs.schedule')).length === 1)
      await stopJobs(planner)
      await db.query(`update askpress_jobs.version set cron_on = now() - interval '3 days'`)
      await db.query(`update askpress_jobs.schedule set created_on = now() - interval '4 days'`)
      const { handlers, calls } = recorder()
      handlers.listSites = async () => [1, 2]

      await startJobs(db, handlers, { schedule: DAILY })

      await until(() => calls.includes('nightly 1') && calls.includes('nightly 2'), 15_000)
      expect(count(calls, 'nightly 1')).toBe(1)
    })

    it('does not repeat the tick of an interval after a restart', async () => {
      const first = recorder()
      const jobs = await startJobs(db, first.handlers, { schedule: DAILY })
      await until(() => first.calls.includes('tick 1'))
      await stopJobs(jobs, 4_000)

      const next = recorder()
      await startJobs(db, next.handlers, { schedule: DAILY })
      await until(() => next.calls.includes('embed'))
      await pause(1_000)

      expect(next.calls).not.toContain('tick 1')
    })
  })
}

/** States of all jobs, each once. */
async function states(db: Db): Promise<string[]> {
  const rows = await db.query<{ state: string }>(
    `select distinct state::text as state from askpress_jobs.job where name <> 'embed' order by 1`,
  )
  return rows.map(({ state }) => state)
}
