/** The HTTP service: the server of http/, the functions it needs, and the jobs beside it. */
import type { FastifyInstance } from 'fastify'
import type { Cache } from '../cache/cache.ts'
import type { RedisConnection } from '../cache/redis.ts'
import type { App, Listening, ServeOptions } from '../cli/parts.ts'
import { isLoopback } from '../config.ts'
import { AppError, codeOf } from '../errors.ts'
import type { HttpParts } from '../http/parts.ts'
import { createServer } from '../http/server.ts'
import { openCallers } from '../keys/callers.ts'
import { openPeppers } from '../keys/peppers.ts'
import type { LanguageModel } from '../model/language-model.ts'
import { countKeys } from '../store/keys.ts'
import { explainPosts } from '../store/ledger.ts'
import type { Replica } from '../store/replica.ts'
import { listSites } from '../store/sites.ts'
import { addCacheState } from './cache.ts'
import { openIngest } from './ingest.ts'
import { addJobNotes } from './job-notes.ts'
import { type JobParts, openAppJobs } from './jobs.ts'
import { keepFresh } from './keep-fresh.ts'
import { openConfiguredLimits } from './limits.ts'
import { openMetricsPort } from './metrics-port.ts'
import { forQuestions } from './open.ts'
import { openReadiness } from './readiness.ts'
import { addReplicaNote } from './replica.ts'
import { resolveSites } from './resolve-sites.ts'
import { openState } from './state.ts'
import { readHealth, readStatus } from './status.ts'
import { untilAborted } from './until-aborted.ts'

export interface ServiceParts extends JobParts {
  app: App
  findKept: HttpParts['findKept']
  cache: Cache
  redis: RedisConnection | null
  /** Null where answers are quoted. */
  model: LanguageModel | null
  replica?: Replica | null
}

/** Resolves when the signal has ended the service and everything in flight is finished. */
export async function serve(parts: ServiceParts, { signal, onReady }: ServeOptions): Promise<void> {
  const { http } = parts.config
  await refuseOpenDoor(parts)
  const service = await startService(parts, { signal, suggestions: [], port: http.port, isDemo: false })
  onReady(service.listening)
  // What loads with the first call would keep the first asker waiting. Whatever fails here fails there again.
  parts.model?.prepare().catch(() => {})
  await service.stopped
}

export interface Service {
  listening: Listening
  stopped: Promise<void>
}

export interface ServiceOptions {
  signal: AbortSignal
  /** Questions the page offers to start with. */
  suggestions: string[]
  /** 0 for any that is free. */
  port: number
  isDemo: boolean
}

/** Anybody may ask, and the answer counts every passage. */
const HEALTH_FRESH_MS = 2_000

/** @throws AppError `invalid_config` when the address cannot be listened on; its cause is the system's error. */
export async function startService(parts: ServiceParts, options: ServiceOptions): Promise<Service> {
  const { app, config, cache, redis } = parts
  // Jobs have the other one: they may take their time.
  const db = forQuestions(parts.db)
  const asked = { ...parts, db }
  const peppers = await openPeppers(db, config.http.keyPeppers)
  const keys = await openCallers({ db, peppers, environment: config.http })
  const { metrics } = parts.watch
  const jobs = await openAppJobs(parts, { isWorker: config.sync.hasScheduler })
  const health = keepFresh(async () => {
    const state = await readHealth(asked, jobs.isBusy())
    return addReplicaNote(addCacheState(await addJobNotes(state, db, jobs), cache), parts.replica ?? null)
  }, HEALTH_FRESH_MS)
  metrics.readStateFrom(openState({ ...asked, jobs }))
  const server = createServer({
    search: app.search,
    findKept: parts.findKept,
    ask: app.ask,
    askEvents: app.askEvents,
    spending: app.spending,
    status: (siteIds) => readStatus(asked, siteIds),
    explainPosts: async (wpIds, siteIds) =>
      explainPosts(db, await resolveSites(db, await listSites(db), { siteIds }), wpIds),
    health,
    isReady: openReadiness(db),
    readMetrics: metrics.read,
    observeRequest: metrics.observeRequest,
    ingest: openIngest(parts, jobs),
    keys,
    limits: openConfiguredLimits(config, redis, peppers[0].id),
    allowedOrigins: config.http.allowedOrigins,
    trustedProxies: config.http.trustProxy,
    bounds: { maxStreams: config.http.maxStreams },
    logger: { level: options.isDemo ? 'warn' : config.logLevel },
    suggestions: options.suggestions,
  })
  const { url, scraped } = await listenBoth(server, parts, options).catch(async (error) => {
    await jobs.close()
    throw error
  })
  const stopped = untilAborted(options.signal).then(async () => {
    await Promise.all([server.close(), jobs.endWork()])
    await scraped?.close()
    // What came in at the last moment could still be put in line.
    await jobs.close()
  })
  return { listening: { url, isOpen: await keys.isOpen() }, stopped }
}

async function refuseOpenDoor({ config, db }: ServiceParts): Promise<void> {
  const { host, apiKey, adminKey } = config.http
  if (isLoopback(host) || apiKey !== null || adminKey !== null || (await countKeys(db)).valid > 0) return
  throw new AppError(
    'invalid_config',
    `HOST=${host} can be reached by others, and there is no key. Make one with "askpress keys create", set API_KEY ` +
      'to a long random text, or set HOST=127.0.0.1 for this machine only.',
  )
}

/** The service, and the port for scrapers where there is one: either both or none. */
async function listenBoth(server: FastifyInstance, { config, watch }: ServiceParts, { port }: ServiceOptions) {
  const scraped = await openMetricsPort(config, watch)
  try {
    return { url: await listen(server, config.http.host, port), scraped }
  } catch (error) {
    await scraped?.close()
    throw error
  }
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    const code = codeOf(error)
    const reason = code === 'EADDRINUSE' ? 'it is in use by another program' : `the system says ${code}`
    throw new AppError('invalid_config', `Cannot listen on ${host}:${port}: ${reason}. Set PORT to another one.`, {
      cause: error,
      code: 'listen',
    })
  }
}
