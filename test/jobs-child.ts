/**
 * A worker to be killed: opens the jobs of a database, says which posts it has begun on, and never finishes.
 *
 * `node test/jobs-child.ts FOLDER_OR_URL`. Sends its own job, so that it works on the embedded database as well.
 */
import { openJobs } from '../src/jobs/jobs.ts'
import { openPglite } from '../src/store/pglite.ts'
import { openPostgres } from '../src/store/postgres.ts'

const [place = ''] = process.argv.slice(2)
const url = place.startsWith('postgres') ? place : null
const never = new Promise<void>(() => {})

const jobs = await openJobs({
  db: url ? openPostgres(url) : await openPglite(place),
  databaseUrl: url,
  handlers: {
    runTick: () => never,
    runNightly: () => never,
    runPosts: async (siteId, postIds) => {
      process.stdout.write(`posts ${siteId}: ${postIds.join(',')}\n`)
      await never
    },
    embedWaiting: async () => {},
    listSites: async () => [],
  },
  isWorker: true,
  schedule: null,
  log: { warn: () => {}, error: () => {} },
  timing: { heartbeat: 10, look: 1, poll: 0.5 },
})
await jobs.sendPosts(1, [42, 43])
