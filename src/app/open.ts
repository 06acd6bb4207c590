/** Opens what the configuration names: database, embedder, index. Closed again in reverse by app.ts. */
import type { Config } from '../config.ts'
import { BUILTIN_MODEL, openBuiltinEmbedder } from '../embedding/builtin.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { openOpenAiEmbedder } from '../embedding/openai.ts'
import type { Db } from '../store/db.ts'
import { openPglite } from '../store/pglite.ts'
import { openPostgres } from '../store/postgres.ts'
import { openReplica, type Replica } from '../store/replica.ts'
import { type HttpClient, openHttp } from '../upstream/http.ts'

/** Whoever asks a service is told soon that it cannot answer; a command would rather wait. */
const SERVICE_CONNECT_MS = 2_500

export async function openDatabase(config: Config, { isService = false } = {}): Promise<Db> {
  const { url, dataDir } = config.database
  if (!url) return openPglite(dataDir)
  return openPostgres(url, isService ? { connectTimeoutMs: SERVICE_CONNECT_MS } : {})
}

/** Of a search or a look at the index: hundreds of times what it takes, and soon over when the server falls silent. */
const QUESTION_MS = 5_000

/** The same database for those who are waited for. */
export function forQuestions(db: Db): Db {
  return db.within?.(QUESTION_MS) ?? db
}

/** Null where DATABASE_READ_URL names none. */
export function openReadReplica({ database }: Config, primary: Db): Replica | null {
  return database.readUrl === null ? null : openReplica(primary, database.readUrl)
}

export interface OpenEmbedder {
  embedder: Embedder
  close(): Promise<void>
}

/** What stands between us and a server, such as that which counts the requests. */
export type WrapHttp = (http: HttpClient) => HttpClient

const asItIs: WrapHttp = (http) => http

export function openEmbedder(config: Config, wrapHttp: WrapHttp = asItIs): OpenEmbedder {
  const { openai } = config
  if (!openai) return openBuiltin()
  return openRemote(openai, { model: openai.embedModel, dimensions: openai.embedDimensions }, wrapHttp)
}

interface Model {
  model: string
  dimensions: number
}

/** Of any model, such as one that the configuration named before; null when there is no way left to ask it. */
export function openEmbedderOf({ openai }: Config, wanted: Model, wrapHttp: WrapHttp = asItIs): OpenEmbedder | null {
  if (wanted.model === BUILTIN_MODEL) return openBuiltin()
  return openai && openRemote(openai, wanted, wrapHttp)
}

function openBuiltin(): OpenEmbedder {
  const embedder = openBuiltinEmbedder()
  return { embedder, close: () => embedder.close() }
}

function openRemote(
  { baseUrl, apiKey }: NonNullable<Config['openai']>,
  wanted: Model,
  wrapHttp: WrapHttp,
): OpenEmbedder {
  const http = wrapHttp(openHttpFor([baseUrl]))
  const { model, dimensions } = wanted
  const embedder = openOpenAiEmbedder({ http, baseUrl, apiKey: apiKey ?? undefined, model, dimensions })
  return { embedder, close: () => embedder.close().then(() => http.close()) }
}

/** @param urls Addresses the operator named himself: their hosts may stand in a private network. */
export function openHttpFor(urls: readonly string[]): HttpClient {
  return openHttp({ trustedHosts: urls.flatMap((url) => URL.parse(url)?.hostname ?? []) })
}
