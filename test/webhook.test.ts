/**
 * From an edit in WordPress to the answer of a search, through real processes: one `serve` on the embedded database,
 * and on PostgreSQL a `serve` without jobs beside a `worker` that does them.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestPostgres, testDatabaseUrl } from './database.ts'
import { startFakeOpenAi } from './openai/fake-openai.ts'
import { signedHeaders, WEBHOOK_SECRET } from './sign-webhook.ts'
import { startFaultServer } from './wordpress/fault-server.ts'
import { aSite, somePosts } from './wordpress/make-site.ts'

const BIN = fileURLToPath(new URL('../bin/askpress.js', import.meta.url))
/** From the webhook to the search that finds it; a second or less on an idle machine. */
const SECONDS_MS = 8_000

describe('on the embedded database', () => {
  testWebhooks(async (env) => {
    const folder = await mkdtemp(join(tmpdir(), 'askpress-webhook-'))
    const serve = await startProgram('serve', { ...env, DATA_DIR: folder })
    const close = () => rm(folder, { recursive: true, force: true })
    return { programs: [serve], url: serve.url, close }
  })
})

describe.skipIf(!testDatabaseUrl)('on PostgreSQL, with a worker in another process', () => {
  testWebhooks(async (env) => {
    const db = await openTestPostgres()
    const serve = await startProgram('serve', { ...env, DATABASE_URL: db.url, SCHEDULER: 'off' })
    const worker = await startProgram('worker', { ...env, DATABASE_URL: db.url })
    const close = async () => {
      const active = await db.query(`select name from askpress_jobs.job where state = 'active'`)
      await db.close()
      expect(active).toEqual([])
    }
    return { programs: [serve, worker], url: serve.url, close }
  })
})

interface Running {
  programs: Program[]
  url: string
  close(): Promise<void>
}

function testWebhooks(run: (env: Record<string, string>) => Promise<Running>): void {
  let site: Awaited<ReturnType<typeof startFaultServer>>
  let provider: Awaited<ReturnType<typeof startFakeOpenAi>>
  let running: Running

  beforeAll(async () => {
    site = await startFaultServer({ site: aSite({ posts: somePosts(1, 30) }) })
    provider = await startFakeOpenAi()
    running = await run({
      WP_URL: site.url,
      WEBHOOK_SECRET,
      PORT: '0',
      // The schedule must not be what finds it.
      SYNC_INTERVAL_MINUTES: '1440',
      OPENAI_BASE_URL: provider.baseUrl,
      EMBED_MODEL: 'text-embedding-3-small',
      EMBED_DIMENSIONS: '16',
    })
  })
  afterAll(async () => {
    await running?.close()
    await provider?.close()
    await site?.close()
  })

  it('syncs a new site at once, without being told', async () => {
    await untilFound('post 30', (urls) => urls.some((url) => url.includes('post-30')), 30_000)
  })

  it('finds an edited post within seconds of its webhook', async () => {
    edit(7, '<p>The wombat keeps the lighthouse now.</p>')

    expect(await deliver({ type: 'post.updated', data: { id: 7, status: 'publish' } })).toBe(202)

    await untilFound('wombat', (urls) => urls.length === 1)
  })

  it('F71 ends with what the site has, in whatever order update and delete are told', async () => {
    site.site.posts.splice(0, 1)
    edit(2, '<p>The quokka rows the boat.</p>')

    await deliver({ type: 'post.deleted', data: { id: 1 } })
    await deliver({ type: 'post.deleted', data: { id: 2 } })
    await deliver({ type: 'post.updated', data: { id: 2, status: 'publish' } })
    await deliver({ type: 'post.updated', data: { id: 1, status: 'publish' } })

    await untilFound('quokka', (urls) => urls.length === 1)
    await untilFound('Text of post 1.', (urls) => !urls.some((url) => url.endsWith('/post-1/')))
  })

  it('F72 asks the site nothing about a deleted post that it never had', async () => {
    const before = site.requests.length

    expect(await deliver({ type: 'post.deleted', data: { id: 4_711 } })).toBe(200)

    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(site.requests.slice(before)).toEqual([])
  })

  it('stops cleanly, in the midst of work as well', async () => {
    site.fault({ match: '/posts', delayMs: 20_000 })
    edit(9, '<p>Never read.</p>')
    await deliver({ type: 'post.updated', data: { id: 9 } })

    const codes = await Promise.all(running.programs.map((program) => program.stop()))

    expect(codes).toEqual(running.programs.map(() => 0))
  })

  function edit(id: number, contentHtml: string): void {
    const post = site.site.posts.find((candidate) => candidate.id === id)
    if (!post) throw new Error(`the site has no post ${id}`)
    Object.assign(post, { contentHtml, modifiedGmt: new Date().toISOString().slice(0, 19) })
  }

  async function deliver(message: object): Promise<number> {
    const body = JSON.stringify(message)
    const answer = await fetch(`${running.url}/ingest`, { method: 'POST', headers: signedHeaders(body), body })
    return answer.status
  }

  /** @param isRight Of the addresses that a search by keyword finds. */
  async function untilFound(q: string, isRight: (urls: string[]) => boolean, ms = SECONDS_MS): Promise<void> {
    const end = Date.now() + ms
    for (;;) {
      const urls = await search(q)
      if (isRight(urls)) return
      if (Date.now() > end) throw new Error(`a search for "${q}" finds ${urls.join(', ') || 'nothing'}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  async function search(q: string): Promise<string[]> {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ q, k: 50, mode: 'keyword' })
    const answer = await fetch(`${running.url}/search`, { method: 'POST', headers, body })
    // The shape is what docs/api.md promises; the tests of http/ hold it.
    const { results } = (await answer.json()) as { results: { url: string }[] }
    return results.map(({ url }) => url)
  }
}

interface Program {
  /** Where it answers; empty for a worker. */
  url: string
  stop(): Promise<number | null>
}

async function startProgram(command: string, env: Record<string, string>): Promise<Program> {
  const child: ChildProcess = spawn(process.execPath, [BIN, command, '--json'], {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  if (!child.stdout) throw new Error('no stdout')
  const [document] = await Promise.race([once(child.stdout, 'data'), exited])
  const { url = '' } = JSON.parse(String(document)) as { url?: string }
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
  }
}
