/**
 * /search and /ask over real HTTP: real retrieval on a real database, a provider that writes and embeds as the test wishes.
 *
 * Put together here and not by app.ts, so that a model or an embedder which hangs is given up after tenths of a second.
 */

import { ask, askEvents } from '../../src/answer/ask.ts'
import { openExtractive } from '../../src/answer/extractive.ts'
import type { Generator } from '../../src/answer/generator.ts'
import { openAskParts, openModel } from '../../src/app/answers.ts'
import { openIndexState } from '../../src/app/index-state.ts'
import { openHttpFor } from '../../src/app/open.ts'
import { embedWaiting } from '../../src/app/spaces.ts'
import { unpaid } from '../../src/app/spending.ts'
import { unwatched } from '../../src/app/watch.ts'
import { readConfig } from '../../src/config.ts'
import { openOpenAiEmbedder } from '../../src/embedding/openai.ts'
import type { Deadlines, Usage } from '../../src/model/language-model.ts'
import type { ModelOptions, OpenAiModel } from '../../src/model/openai-model.ts'
import { keepQuestionVectors } from '../../src/retrieval/question-vectors.ts'
import { retrieve } from '../../src/retrieval/retrieve.ts'
import { weighTexts } from '../../src/retrieval/weigh-texts.ts'
import type { Db } from '../../src/store/db.ts'
import { type DocumentWrite, replaceDocuments } from '../../src/store/documents.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { saveSite } from '../../src/store/sites.ts'
import { openSpace } from '../../src/store/spaces.ts'
import { findIndexInUse } from '../../src/store/vector-index.ts'
import type { SearchRequest } from '../../src/types.ts'
import { openTestPglite, openTestPostgres, testDatabaseUrl } from '../database.ts'
import { aServer } from '../fake-http.ts'
import { aSite } from '../makers.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'
import { someAskParts, someKept } from './ask-parts.ts'

export interface Answered {
  status: number
  headers: Headers
  // Of another program, as far as the tests know: they compare it with what docs/api.md promises.
  body: Record<string, unknown>
  ms: number
}

export interface ServiceWorld {
  db: Db
  provider: FakeOpenAi
  model: OpenAiModel
  /** What had to be paid, in the order in which it was told. */
  usages: Usage[]
  url: string
  /** Makes the pauses after failures pass. */
  skip(ms: number): void
  /** In place of what these posts said before. */
  write(...writes: DocumentWrite[]): Promise<void>
  ask(question: string, more?: object): Promise<Answered>
  search(question: string): Promise<Answered>
  /** The events of a stream, to its end. */
  stream(question: string, signal?: AbortSignal): Promise<{ status: number; events: ServerEvent[] }>
  close(): Promise<void>
}

export interface ServerEvent {
  event: string
  data: Record<string, unknown>
}

export interface WorldOptions {
  writes: readonly DocumentWrite[]
  deadlines?: Partial<Deadlines>
  model?: Partial<ModelOptions>
}

export async function openServiceWorld({ writes, deadlines, model: change }: WorldOptions): Promise<ServiceWorld> {
  const db = testDatabaseUrl ? await openTestPostgres() : await openTestPglite()
  await migrate(db, await readMigrations())
  const site = await saveSite(db, aSite())
  await replaceDocuments(db, { siteId: site.id, fence: null }, writes, new Date())
  const provider = await startFakeOpenAi()
  const { baseUrl } = provider
  const config = readConfig({ OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: 'sk-test' })
  const watch = unwatched()
  let skipped = 0
  const now = () => performance.now() + skipped
  const sleep = async () => {}
  const http = openHttpFor([baseUrl])
  const configured = openOpenAiEmbedder({ http, baseUrl, apiKey: 'sk-test', model: 'embed', dimensions: 64, sleep })
  const embedders = { configured, find: () => configured, close: () => http.close() }
  const space = await openSpace(db, configured)
  const spending = unpaid()
  await embedWaiting({ db, embedders, watch, spending }, { signal: new AbortController().signal, onProgress: () => {} })
  const questions = keepQuestionVectors(configured, { deadlineMs: 400, now })
  const { vectorWeight, baseline } = configured
  const vectors = { questions, space, vectorWeight, baseline, findIndex: () => findIndexInUse(db, space) }
  const { resolveSites } = openIndexState({ db, embedders, watch, spending })
  const retrieval = { db, resolveSites, findVectors: async () => vectors }
  const search = (request: SearchRequest, signal?: AbortSignal) => retrieve(retrieval, request, signal)
  const quoting = openExtractive(async (question, texts) => weighTexts(db, question, [site.id], texts))
  const model = openModel(config, { sleep, now, ...change })
  if (!model) throw new Error('no model is configured')
  await model.prepare()
  const usages: Usage[] = []
  const noting = { generator: (generator: Generator) => noteUsages(generator, usages), metrics: watch.metrics }
  const own = deadlines && { deadlines }
  const making = openAskParts({ db, model, maxTokens: 300, search, quoting, watch: noting, ...own })
  // What is asked twice is to be written twice.
  const parts = someAskParts({ ...making, kept: someKept({ ttlSeconds: 0 }) })
  const server = aServer({
    search,
    ask: (request, signal) => ask(parts, request, signal),
    askEvents: (request, signal) => askEvents(parts, request, signal),
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })

  return {
    db,
    provider,
    model,
    usages,
    url,
    skip: (ms) => {
      skipped += ms
    },
    write: async (...changed) => {
      await replaceDocuments(db, { siteId: site.id, fence: null }, changed, new Date())
    },
    ask: (question, more = {}) => post(`${url}/ask`, { q: question, ...more }),
    search: (question) => post(`${url}/search`, { q: question }),
    stream: (question, signal) => readStream(`${url}/ask`, { q: question, stream: true }, signal),
    close: async () => {
      await model.close()
      await server.close()
      await embedders.close()
      await provider.close()
      await db.close()
    },
  }
}

function noteUsages(generator: Generator, usages: Usage[]): Generator {
  const onUsage = (usage: Usage) => usages.push(usage)
  return { ...generator, generate: (request, options) => generator.generate(request, { ...options, onUsage }) }
}

async function post(url: string, body: object): Promise<Answered> {
  const startedAt = performance.now()
  const response = await send(url, body)
  return {
    status: response.status,
    headers: response.headers,
    body: await response.json(),
    ms: performance.now() - startedAt,
  }
}

async function readStream(url: string, body: object, signal?: AbortSignal) {
  const response = await send(url, body, signal)
  const events = (await response.text()).split('\n\n').flatMap((block) => {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? []
    return event && data ? [{ event, data: JSON.parse(data) }] : []
  })
  return { status: response.status, events }
}

function send(url: string, body: object, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...(signal && { signal }) })
}
