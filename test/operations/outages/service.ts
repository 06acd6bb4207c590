/** The service in a process of its own on an indexed site, for tests that take something away from under it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../../src/config.ts'
import { type ServeProcess, startServe } from '../../security/serve-process.ts'
import { type Installation, openInstallation, syncOnce, withProgram } from '../installation.ts'

export interface Running {
  installation: Installation
  service: ServeProcess
  /** What another process of the same installation is started with. */
  env: Record<string, string>
  close(): Promise<void>
}

export interface RunningOptions {
  databaseUrl: string
  /** How the service reaches it, when that is another way. */
  serviceDatabaseUrl?: string
  posts?: number
  env?: Record<string, string>
}

export async function startRunning(options: RunningOptions): Promise<Running> {
  const { databaseUrl, serviceDatabaseUrl = databaseUrl, posts = 30 } = options
  const installation = await openInstallation('postgres', { posts })
  const { wordpress, provider } = installation
  const shared = {
    WP_URL: wordpress.url,
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'test',
    EMBED_DIMENSIONS: '16',
  }
  const close = async (service?: ServeProcess) => {
    service?.child.kill('SIGKILL')
    await installation.close()
  }
  try {
    await withProgram(readConfig({ ...shared, DATABASE_URL: databaseUrl }), syncOnce)
    const env = { ...shared, DATABASE_URL: serviceDatabaseUrl, SYNC_INTERVAL_MINUTES: '1', ...options.env }
    const service = await startServe(env)
    return { installation, service, env, close: () => close(service) }
  } catch (error) {
    await close()
    throw error
  }
}

/** Milliseconds until `url` answers 200. @throws when it has not by then. */
export async function untilReady(url: string, withinMs = 15_000): Promise<number> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < withinMs) {
    const status = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ status }) => status,
      () => 0,
    )
    if (status === 200) return performance.now() - startedAt
    await sleep(50)
  }
  throw new Error(`${url} is not ready after ${withinMs} ms`)
}
