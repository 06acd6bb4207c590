import { expect, it } from 'vitest'
import { aHit, anAnswer, aReport, aStatus, checksOf, runCommand } from '../../test/fake-cli.ts'
import { readConfig } from '../config.ts'
import type { AskRequest, SearchRequest } from '../types.ts'

it('search shows title, address, score and the place of the words', async () => {
  let seen: SearchRequest | undefined
  const search = async (request: SearchRequest) => {
    seen = request
    return { hits: [aHit()], mode: request.mode, isDegraded: false }
  }
  const { stdout, stderr } = await runCommand('search how long -k 3 --mode keyword --site blog', { app: { search } })

  expect(seen).toEqual({ question: 'how long', limit: 3, mode: 'keyword', site: 'blog', filters: {} })
  expect(stdout).toMatchInlineSnapshot(`
    "1. Shipping › Times  0.813
       https://example.com/shipping#times
       Shipping takes three days in Europe.

    "
  `)
  expect(stderr).toBe('')
})

it('search shows matched words bold on a terminal only', async () => {
  const search = async () => ({ hits: [aHit()], mode: 'hybrid' as const, isDegraded: false })
  const bold = '\u001b[1mShipping\u001b[22m takes'

  expect((await runCommand('search x', { app: { search }, isTty: true })).stdout).toContain(bold)
  expect((await runCommand('search x', { app: { search } })).stdout).not.toContain('\u001b')
})

it('search says how a score came about on --explain, also as JSON', async () => {
  const search = async () => ({ hits: [aHit()], mode: 'hybrid' as const, isDegraded: false })
  const { stdout } = await runCommand('search x --explain', { app: { search } })
  const [result] = JSON.parse((await runCommand('search x --explain --json', { app: { search } })).stdout).results

  expect(stdout).toContain('keyword 0.900, vector none (weight 0.50), words: ship')
  expect(result.explain).toEqual({ keyword: 0.9, coverage: 0.8, vector: null, vector_weight: 0.5, matched: ['ship'] })
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
  const { stdout } = await runCommand('ask "How long does it take?"', { app: { ask } })

  expect(seen).toMatchObject({ question: 'How long does it take?', filters: {}, history: [] })
  expect(stdout).toMatchInlineSnapshot(`
    "Three days [1].

    Sources
    [1] Shipping › Times
        https://example.com/shipping#times
        “Shipping takes three days”
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
  const status = async () => [aStatus({ pendingVectors: 40, failed: { timeout: 1 } })]
  expect((await runCommand('status', { app: { status } })).stdout).toMatchInlineSnapshot(`
    "example.com  https://example.com
      listed    12
      indexed   11  1,040 chunks, 40 of them found by keyword only so far
      hidden     1  protected 1
      skipped    0
      failed     1  timeout 1
      withheld   0
      last run   sync, done, 3 min ago, took 1.5 s
      freshness  half of the changes within 2 min, 95 % within 5 min
    "
  `)
})

it('status does not invent figures before the first run', async () => {
  const fresh = aStatus({ listed: null, lastRun: null, freshness: { p50Seconds: null, p95Seconds: null } })
  const { stdout } = await runCommand('status', { app: { status: async () => [fresh] } })

  for (const words of ['not listed completely yet', 'none yet', 'no change seen yet']) expect(stdout).toContain(words)
})

it('status --json has the shape of GET /status', async () => {
  const { stdout } = await runCommand('status --json', { app: { status: async () => [aStatus()] } })
  const [site] = JSON.parse(stdout).sites

  expect(site).toMatchObject({
    name: 'example.com',
    pending_vectors: 0,
    freshness: { p50_s: 120, p95_s: 300 },
    last_run: { kind: 'sync', outcome: 'done', started_at: '2026-03-01T11:57:00.000Z', ms: 1500 },
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
          report: aReport({ listed: 12 }),
          questions: ['How long does it take?', 'What does it cost?'],
          stopped: Promise.resolve(),
        }
      },
      ask: async () => anAnswer(),
    },
  })

  expect(exitCode).toBe(0)
  expect(stderr).toContain('reading')
  expect(stdout).toMatchInlineSnapshot(`
    "Read 12 posts in 1.5 s.

    How long does it take?

    Three days [1].

    Sources
    [1] Shipping › Times
        https://example.com/shipping#times
        “Shipping takes three days”

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
