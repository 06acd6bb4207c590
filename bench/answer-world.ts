/** The real `askpress serve` over made-up posts, with a model that the benchmark plays itself, and ways to ask it. */
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../test/openai/fake-openai.ts'
import type { SeenPrompt } from '../test/openai/read-prompt.ts'
import { cpuMs } from './cpu.ts'
import { fill } from './fill.ts'
import { startService } from './service.ts'

const MODEL = 'text-embedding-3-large'
const DIMENSIONS = 1_536

export interface AnswerBench {
  provider: FakeOpenAi
  /** One that some passage answers, another each time. */
  question(): string
  search(question: string): Promise<Asked>
  ask(question: string): Promise<Asked>
  /** @param onText Told of everything that comes. Ends when the stream does, or without a word when the signal says so. */
  stream(question: string, onText: (text: string) => void, signal?: AbortSignal): Promise<void>
  /** Of the service and of all its connections to the database. */
  cpu(): Promise<number>
  close(): Promise<void>
}

export interface Asked {
  status: number
  ms: number
  retryAfter: string | null
  body: { outcome?: string; degraded?: boolean; answer?: string; detail?: string }
}

export async function openAnswerBench(chunks: number): Promise<AnswerBench> {
  if (!testDatabaseUrl) throw new Error('TEST_DATABASE_URL is not set (see CONTRIBUTING.md)')
  const provider = await startFakeOpenAi()
  const db = await openTestPostgres()
  await migrate(db, await readMigrations())
  await fill(db, { chunks, dimensions: DIMENSIONS, model: MODEL })
  const texts = await db.query<{ content: string }>('select content from chunks order by id')
  const { url, pid, stop } = await startService({
    OPENAI_BASE_URL: provider.baseUrl,
    EMBED_MODEL: MODEL,
    EMBED_DIMENSIONS: String(DIMENSIONS),
    DATABASE_URL: db.url,
    MAX_STREAMS: '1000',
    CACHE_TTL_SECONDS: '0',
    // Each one that is turned away would be a line.
    LOG_LEVEL: 'silent',
  })
  const watcher = openPostgres(db.url, { maxConnections: 1 })
  let asked = 0
  return {
    provider,
    question: () => {
      const words = texts[(asked * 7) % texts.length]?.content.split(' ') ?? []
      const from = 20 + (asked++ % 100)
      return `${words.slice(from, from + 12).join(' ')}?`
    },
    search: (q) => post(`${url}/search`, { q }),
    ask: (q) => post(`${url}/ask`, { q }),
    stream: (q, onText, signal) => readStream(`${url}/ask`, { q, stream: true }, { onText, signal }),
    cpu: async () => {
      const rows = await watcher.query<{ pid: number }>(
        'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      return cpuMs([pid, ...rows.map((row) => row.pid)])
    },
    close: async () => {
      await stop()
      await watcher.close()
      await provider.close()
      await db.close()
    },
  }
}

/** What a good model would say: words of the first passage, with its number. Two sentences, so that the first one ends. */
export function twoSentences({ passages: [first] }: SeenPrompt): [string, string] {
  const words = first?.text.split(/\s+/) ?? []
  const sentence = (from: number) => `${words.slice(from, from + 12).join(' ')}. [${first?.n}]`
  return [sentence(0), ` ${sentence(12)}`]
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

async function post(url: string, body: object): Promise<Asked> {
  const startedAt = performance.now()
  const response = await send(url, body)
  const answer = await response.json()
  const retryAfter = response.headers.get('retry-after')
  return { status: response.status, ms: performance.now() - startedAt, retryAfter, body: answer }
}

interface Reading {
  onText(text: string): void
  signal: AbortSignal | undefined
}

async function readStream(url: string, body: object, { onText, signal }: Reading): Promise<void> {
  const decoder = new TextDecoder()
  try {
    const response = await send(url, body, signal)
    for await (const part of response.body ?? []) onText(decoder.decode(part, { stream: true }))
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

function send(url: string, body: object, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...(signal && { signal }) })
}
