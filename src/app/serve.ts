/** The HTTP service: the server of http/, the functions it needs, and the background work beside it. */
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { App, Listening, ServeOptions } from '../cli/parts.ts'
import { isLoopback } from '../config.ts'
import { AppError } from '../errors.ts'
import { createServer } from '../http/server.ts'
import { ping } from '../store/ping.ts'
import { type Background, startBackground } from './background.ts'
import { embedWaiting } from './spaces.ts'
import { readHealth, readStatus } from './status.ts'
import { type SyncPartsOfApp, syncSites } from './sync-sites.ts'

export interface ServiceParts extends SyncPartsOfApp {
  app: App
  log: Logger
}

/** Resolves when the signal has ended the service and everything in flight is finished. */
export async function serve(parts: ServiceParts, { signal, onReady }: ServeOptions): Promise<void> {
  const { http } = parts.config
  refuseOpenDoor(parts)
  const service = await startService(parts, { signal, suggestions: [], port: http.port, isDemo: false })
  onReady(service.listening)
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

/** @throws AppError `invalid_config` when the address cannot be listened on; its cause is the system's error. */
export async function startService(parts: ServiceParts, options: ServiceOptions): Promise<Service> {
  const { app, config, log } = parts
  const isOpen = config.http.apiKey === null && config.http.adminKey === null
  let background: Background | null = null
  const server = createServer({
    search: app.search,
    ask: app.ask,
    status: () => readStatus(parts),
    health: () => readHealth(parts, background?.isSyncing() ?? false),
    isReady: async () => {
      await ping(parts.db)
      return true
    },
    keys: { apiKey: config.http.apiKey, adminKey: config.http.adminKey, isOpen },
    logger: { level: options.isDemo ? 'warn' : config.logLevel },
    suggestions: options.suggestions,
  })
  const url = await listen(server, config.http.host, options.port)
  // Only now: what runs beside a server that could not start would never end.
  const running = startBackground({
    intervalMs: config.sync.hasScheduler ? config.sync.intervalMinutes * 60_000 : null,
    sync: (signal) => syncSites(parts, { ...WHOLE_SYNC, signal }),
    embedWaiting: (signal) => embedWaiting(parts, { signal, onProgress: () => {} }),
    log,
    signal: options.signal,
  })
  background = running
  const stopped = untilAborted(options.signal).then(async () => {
    await server.close()
    await running.stopped
  })
  return { listening: { url, isOpen }, stopped }
}

const WHOLE_SYNC = { isFull: false, postIds: [], isDryRun: false, approveDeletions: null, onProgress: () => {} }

function refuseOpenDoor({ config }: ServiceParts): void {
  const { host, apiKey, adminKey } = config.http
  if (isLoopback(host) || apiKey !== null || adminKey !== null) return
  throw new AppError(
    'invalid_config',
    `HOST=${host} can be reached by others, and no key is set. Set API_KEY to a long random text, ` +
      'or HOST=127.0.0.1 for this machine only.',
  )
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'it is in use by another program' : `the system says ${code}`
    throw new AppError('invalid_config', `Cannot listen on ${host}:${port}: ${reason}. Set PORT to another one.`, {
      cause: error,
      code: 'listen',
    })
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
