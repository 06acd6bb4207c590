/** A real WordPress on loopback, in a folder of its own: brought up by up.sh, driven by wp.php, purged by down.sh. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { themeTestData } from './find-wordpress.ts'

/** Debian releases that bring the versions we promise to work with. */
export type Suite = 'bookworm' | 'trixie' | 'sid'
export const VERSIONS: Record<Suite, string> = { bookworm: '6.1', trixie: '6.8', sid: '7.1' }

export interface Fault {
  /** Regular expression on the path and query. */
  match: string
  status: number
  headers?: Record<string, string>
  body?: string
  times?: number
}

export interface RealWordpress {
  url: string
  version: string
  admin: { user: string; password: string }
  /** One command of wp.php; answers what it prints, as JSON. */
  wp(...command: string[]): Promise<unknown>
  /** 26 posts, one of each kind; their ids by name. */
  seed(): Promise<Record<string, number>>
  importThemeData(): Promise<void>
  /** Posts of a BEIR corpus, a BEIR folder's `corpus.jsonl`. */
  importCorpus(folder: string): Promise<void>
  /** The web server answers so, until it is called with null or `times` is used up. */
  fault(fault: Fault | null): Promise<void>
  /** How often the fault may still happen; null when it was set without `times`, or not at all. */
  faultsLeft(): Promise<number | null>
  stop(): Promise<void>
}

const run = promisify(execFile)
const stateSchema = z.object({
  url: z.string(),
  wp_version: z.string(),
  admin: z.object({ user: z.string(), app_password: z.string() }),
})

/** Of one script: the first start of a version downloads it. */
const SCRIPT_MS = 240_000

/** @param folder As findWordpress found it. */
export async function startWordpress(folder: string, suite: Suite): Promise<RealWordpress> {
  const dir = await mkdtemp(join(tmpdir(), `askpress-wp-${suite}-`))
  const stop = async () => {
    await run(join(folder, 'down.sh'), [dir, '--purge'], { timeout: SCRIPT_MS })
    await rm(dir, { recursive: true, force: true })
  }
  try {
    const port = String(await freePort())
    // Fewer workers than by default: the program asks for one thing at a time.
    const env = { ...process.env, WP_WORKERS: '3' }
    const { stdout } = await run(join(folder, 'up.sh'), [port, dir, suite], { env, timeout: SCRIPT_MS })
    return { ...drive(folder, dir, stateSchema.parse(JSON.parse(stdout))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function drive(folder: string, dir: string, state: z.infer<typeof stateSchema>): Omit<RealWordpress, 'stop'> {
  const options = { env: { ...process.env, WP_URL: state.url, WP_DIR: dir }, timeout: SCRIPT_MS, maxBuffer: 2 ** 26 }
  const script = async (name: string, ...args: string[]) => (await run(join(folder, name), args, options)).stdout
  const wp = async (...command: string[]): Promise<unknown> =>
    JSON.parse(await script('wp.php', '--dir', dir, ...command))
  return {
    url: state.url,
    version: state.wp_version,
    admin: { user: state.admin.user, password: state.admin.app_password },
    wp,
    seed: async () => z.record(z.string(), z.number()).parse(JSON.parse(await script('seed.sh', dir))),
    importThemeData: async () => void (await script('import-wxr.php', '--dir', dir, ...themeTestData)),
    importCorpus: async (corpus) => void (await script('import-beir.sh', dir, corpus)),
    fault: async (fault) => void (await wp('fault', fault === null ? 'off' : JSON.stringify(fault))),
    faultsLeft: async () => {
      const text = await readFile(join(dir, 'run/fault.json'), 'utf8').catch(() => '{}')
      return z.object({ times: z.number().optional() }).parse(JSON.parse(text)).times ?? null
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
