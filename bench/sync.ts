/**
 * What a sync costs, the program run as people run it: `askpress sync` in a process of its own.
 *
 *   npx node bench/sync.ts [POSTS=2000]
 *
 * First sync with an embedder that answers at once, then a second one of the unchanged site; on PostgreSQL where
 * TEST_DATABASE_URL is set, and on PGlite. Then memory: peak of a dry run of 2,000 and of 20,000 posts.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { startFakeOpenAi } from '../test/openai/fake-openai.ts'

const POSTS = Number(process.argv[2] ?? 2_000)
/** Words a post, for the 2.7 passages a post of an ordinary blog. */
const WORDS = 310
const BIN = fileURLToPath(new URL('../bin/askpress.js', import.meta.url))
const SERVER = fileURLToPath(new URL('./wordpress-server.ts', import.meta.url))

const provider = await startFakeOpenAi()
const folder = await mkdtemp(join(tmpdir(), 'askpress-bench-'))
const wordpress = await startWordpress(POSTS)
if (testDatabaseUrl) {
  const db = await openTestPostgres()
  await twice('PostgreSQL', { DATABASE_URL: db.url })
  await db.close()
} else console.log('PostgreSQL: skipped, TEST_DATABASE_URL is not set')
await twice('PGlite', { DATA_DIR: join(folder, 'sync') })
wordpress.stop()
for (const posts of [2_000, 20_000]) await memory(posts)
await provider.close()
await rm(folder, { recursive: true, force: true })

async function twice(name: string, env: Record<string, string>): Promise<void> {
  for (const run of ['first', 'second']) {
    const { seconds, report, peakMb } = await sync({ ...env, WP_URL: wordpress.url }, [])
    const { requests, embedded } = report
    console.log(
      `${name} ${run} sync of ${report.listed} posts: ${seconds.toFixed(1)} s, ${requests.light} light and ${requests.heavy} heavy ` +
        `requests, ${embedded.texts} texts in ${embedded.requests} embedding requests, peak ${peakMb.toFixed(0)} MB`,
    )
  }
}

/** With PostgreSQL where there is one: PGlite's own memory, most of a gigabyte, would hide ours. */
async function memory(posts: number): Promise<void> {
  const site = await startWordpress(posts)
  const db = testDatabaseUrl ? await openTestPostgres() : null
  const where: Record<string, string> = db ? { DATABASE_URL: db.url } : { DATA_DIR: join(folder, `dry-${posts}`) }
  const { peakMb, report } = await sync({ WP_URL: site.url, ...where }, ['--dry-run'])
  console.log(`dry run of ${report.listed} posts: peak ${peakMb.toFixed(0)} MB`)
  site.stop()
  await db?.close()
}

interface RunReport {
  listed: number
  requests: { light: number; heavy: number }
  embedded: { texts: number; requests: number }
}

async function sync(env: Record<string, string>, options: string[]) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [BIN, 'sync', '--json', ...options], {
    env: { PATH: process.env.PATH ?? '', OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout?.on('data', (part) => (output += part))
  child.stderr?.on('data', (part) => (errors += part))
  const peak = watchPeak(child)
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`sync ended with ${child.exitCode}: ${output}${errors}`)
  return { seconds: (performance.now() - startedAt) / 1000, report: JSON.parse(output) as RunReport, peakMb: peak() }
}

/** The kernel's own high-water mark, read until the process is gone. */
function watchPeak(child: ChildProcess): () => number {
  let peakMb = 0
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    } catch {
      clearInterval(timer)
    }
  }, 100)
  child.once('exit', () => clearInterval(timer))
  return () => peakMb
}

async function startWordpress(posts: number): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [SERVER, String(posts), String(WORDS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { url, stop: () => child.kill() }
}
