import { expect, it } from 'vitest'
import { checksOf, runCommand } from '../../test/fake-cli.ts'
import { aHit, anAnswer, aReport, aSiteStatus } from '../../test/makers.ts'
import { readConfig } from '../config.ts'
import type { AskRequest, SearchRequest } from '../types.ts'

it('search shows title, address, score and the place of the words', async () => {
  let seen: SearchRequest | undefined
  const search = async (request: SearchRequest) => {
    seen = request
    return { hits: [aHit()], mode: request.mode, isDegraded: false }
  }
  const { stdout, stderr } = await runCommand('search how hot -k 3 --mode keyword --site blog', { app: { search } })

  expect(seen).toEqual({ question: 'how hot', limit: 3, mode: 'keyword', site: 'blog', filters: {} })
  expect(stdout).toMatchInlineSnapshot(`
    "1. Firing stoneware › Electric kilns › Temperature  0.820
       https://kiln.test/firing-stoneware/#temperature
       Stoneware is fired at 1,220 to 1,280 °C. Hold the top temperature for ten
       minutes.

    "
  `)
  expect(stderr).toBe('')
})

it('search shows matched words bold on a terminal only', async () => {
  const search = async () => ({ hits: [aHit()], mode: 'hybrid' as const, isDegraded: false })
  const bold = '\u001b[1mStoneware\u001b[22m is'

  expect((await runCommand('search x', { app: { search }, isTty: true })).stdout).toContain(bold)
  expect((await runCommand('search x', { app: { search } })).stdout).not.toContain('\u001b')
})

it('search says how a score came about on --explain, also as JSON', async () => {
  const search = async () => ({ hits: [aHit()], mode: 'hybrid' as const, isDegraded: false })
  const { stdout } = await runCommand('search x --explain', { app: { search } })
  const [result] = JSON.parse((await runCommand('search x --explain --json', { app: { search } })).stdout).results

  expect(stdout).toContain('keyword 0.900, vector 0.700 (weight 0.40), words: fired stoneware')
  expect(result.explain).toMatchObject({ keyword: 0.9, vector_weight: 0.4, matched: ['fired', 'stoneware'] })
})

it('search tells on stderr that the embedder was missing, and when nothing is found', async () => {
  const search = async () => ({ hits: [], mode: 'keyword' as const, isDegraded: true })
  const { exitCode, stdout, stderr } = await runCommand('search x', { app: { search } })

  expect(stdout).toBe('Nothing found.\n')
  expect(stderr).toContain('by keyword alone')
  expect(exitCode).toBe(0)
})

it('lets no post write escape codes to the terminal', async () => {
  const evil = 'a\u001b]0;owned\u0007b\u009b31m'
  const search = async () => ({
    hits: [aHit({ title: evil, content: evil, url: evil })],
    mode: 'hybrid' as const,
    isDegraded: false,
  })
  const { stdout } = await runCommand('search x', { app: { search } })

  expect(stdout).toContain('a]0;ownedb31m')
  expect(stdout).not.toMatch(/[\u001b\u0007\u009b]/)
})

it('ask shows the answer, then its sources with the words they were cited for', async () => {
  let seen: AskRequest | undefined
  const ask = async (request: AskRequest) => {
    seen = request
    return anAnswer()
  }
  const { stdout } = await runCommand('ask "How hot is it fired?"', { app: { ask } })

  expect(seen).toMatchObject({ question: 'How hot is it fired?', filters: {}, history: [] })
  expect(stdout).toMatchInlineSnapshot(`
    "Stoneware is fired at 1,220 to 1,280 °C [1].

    Sources
    [1] Firing stoneware › Electric kilns › Temperature
        https://kiln.test/firing-stoneware/#temperature
        “fired at 1,220 to 1,280 °C”
    "
  `)
})

it('ask shows no sources below a refusal', async () => {
  const ask = async () =>
    anAnswer({ text: 'I found nothing about that.', outcome: 'refused', sources: [], citations: [] })
  expect(await runCommand('ask x', { app: { ask } })).toMatchObject({
    exitCode: 0,
    stdout: 'I found nothing about that.\n',
  })
})

it('status shows the ledger of each site', async () => {
  const status = async () => [aSiteStatus({ pendingVectors: 40, failed: { timeout: 1 } })]
  expect((await runCommand('status', { app: { status } })).stdout).toMatchInlineSnapshot(`
    "kiln  https://kiln.test
      listed    42
      indexed   39  311 chunks, 40 of them found by keyword only so far
      hidden     2  protected 2
      skipped    1  empty 1
      failed     1  timeout 1
      withheld   0
      last run   sync, done, 3 min ago, took 4.2 s
      freshness  half of the changes within 2 min 20 s, 95 % within 4 min 50 s
    "
  `)
})

it('status does not invent figures before the first run', async () => {
  const fresh = aSiteStatus({ listed: null, lastRun: null, freshness: { p50Seconds: null, p95Seconds: null } })
  const { stdout } = await runCommand('status', { app: { status: async () => [fresh] } })

  for (const words of ['not listed completely yet', 'none yet', 'no change seen yet']) expect(stdout).toContain(words)
})

it('status --post tells why a post is not found', async () => {
  const post = {
    site: 'example.com',
    wpId: 42,
    title: 'Shed keys',
    url: '',
    chunks: 0,
    indexedAt: null,
    missingSince: null,
  }
  const explainPosts = async () => [{ ...post, state: 'hidden' as const, reason: 'protected' }]

  const { stdout, exitCode } = await runCommand('status --post 42', { app: { explainPosts } })

  expect(stdout).toBe('example.com, post 42 "Shed keys": not found, because it has a password.\n')
  expect(exitCode).toBe(0)
})

it('status --json has the shape of GET /status', async () => {
  const { stdout } = await runCommand('status --json', { app: { status: async () => [aSiteStatus()] } })
  const [site] = JSON.parse(stdout).sites

  expect(site).toMatchObject({
    name: 'kiln',
    pending_vectors: 0,
    freshness: { p50_s: 140, p95_s: 290 },
    last_run: { kind: 'sync', outcome: 'done', started_at: '2026-03-05T03:00:00.000Z', ms: 4200 },
  })
})

it('doctor prints one line for each check, with the remedy, and ends with the code of the first failure', async () => {
  const doctor = () =>
    checksOf(
      { name: 'database', state: 'fail', detail: 'no answer', remedy: 'Start it.', kind: 'unavailable' },
      { name: 'cache', state: 'skip', detail: 'REDIS_URL is not set' },
    )
  const { exitCode, stdout } = await runCommand('doctor', { parts: { doctor } })

  expect(exitCode).toBe(4)
  expect(stdout).toMatch(/^ok {4}configuration +nothing is set/)
  expect(stdout).toMatch(/fail {2}database +no answer\n +→ Start it\.\nskip {2}cache/)
})

it('doctor lists the mistakes of the configuration as its only finding', async () => {
  const loadConfig = () => readConfig({ PORT: 'x' })
  const { exitCode, stdout } = await runCommand('doctor', { parts: { loadConfig } })

  expect(exitCode).toBe(2)
  expect(stdout).toMatch(/^fail {2}configuration +PORT must be .*\n +→ /)
})

it('serve says where it answers, and warns when nobody needs a key', async () => {
  const serve = async ({ onReady }: { onReady(at: { url: string; isOpen: boolean }): void }) =>
    onReady({ url: 'http://127.0.0.1:8000', isOpen: true })
  const { stdout, stderr } = await runCommand('serve', { app: { serve } })

  expect(stdout).toContain('http://127.0.0.1:8000')
  expect(stderr).toContain('open to this machine only')
})

it('worker says that it works, and nothing of an address', async () => {
  const work = async ({ onReady }: { onReady(worker: { hasSchedule: boolean }): void }) =>
    onReady({ hasSchedule: false })

  expect((await runCommand('worker', { app: { work } })).stdout).toBe(
    'AskPress keeps the index fresh (Ctrl-C stops it).\n',
  )
  expect(JSON.parse((await runCommand('worker --json', { app: { work } })).stdout)).toEqual({
    working: true,
    schedule: false,
  })
})

it('sites add says how to go on, list shows them aligned, remove says what went with it', async () => {
  const site = { id: 1, name: 'blog', url: 'https://b.test', apiRoot: '', language: null, types: [] }
  const app = {
    addSite: async (_url: string, { name }: { name?: string }) => ({ ...site, name: name ?? 'b.test' }),
    listSites: async () => [site, { ...site, name: 'example.com', url: 'https://example.com' }],
    removeSite: async () => ({ documents: 1200 }),
  }
  expect((await runCommand('sites add https://b.test --name blog', { app })).stdout).toContain('sync --site blog')
  expect((await runCommand('sites list', { app })).stdout).toBe(
    'blog         https://b.test\nexample.com  https://example.com\n',
  )
  expect((await runCommand('sites remove blog', { app })).stdout).toBe('blog is removed, with 1,200 documents.\n')
})

it('demo indexes with progress, asks the first question itself and shows the page and more questions', async () => {
  const { exitCode, stdout, stderr } = await runCommand('demo', {
    app: {
      startDemo: async ({ onProgress }) => {
        onProgress('sample', { phase: 'read', done: 12, total: 12 })
        return {
          listening: { url: 'http://127.0.0.1:8000', isOpen: true },
          report: aReport(),
          questions: ['How hot is it fired?', 'What does it cost?'],
          stopped: Promise.resolve(),
        }
      },
      ask: async () => anAnswer(),
    },
  })

  expect(exitCode).toBe(0)
  expect(stderr).toContain('reading')
  expect(stdout).toMatchInlineSnapshot(`
    "Read 42 posts in 4.2 s.

    How hot is it fired?

    Stoneware is fired at 1,220 to 1,280 °C [1].

    Sources
    [1] Firing stoneware › Electric kilns › Temperature
        https://kiln.test/firing-stoneware/#temperature
        “fired at 1,220 to 1,280 °C”

    Ask yourself: http://127.0.0.1:8000  (Ctrl-C stops it)
      - What does it cost?
    "
  `)
})

it('demo stays up when its first question cannot be answered', async () => {
  const running = {
    listening: { url: 'http://127.0.0.1:8000', isOpen: true },
    report: aReport(),
    questions: ['Why?'],
    stopped: Promise.resolve(),
  }
  const app = { startDemo: async () => running, ask: () => Promise.reject(new Error('broken')) }
  const { exitCode, stdout, stderr } = await runCommand('demo', { app })

  expect(exitCode).toBe(0)
  expect(stderr).toContain('could not be answered: broken')
  expect(stdout).toContain('http://127.0.0.1:8000')
})
