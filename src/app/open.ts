/** Opens what the configuration names: database, embedder, index. Closed again in reverse by app.ts. */
import type { Config } from '../config.ts'
import { openBuiltinEmbedder } from '../embedding/builtin.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { openOpenAiEmbedder } from '../embedding/openai.ts'
import type { Db } from '../store/db.ts'
import { openPglite } from '../store/pglite.ts'
import { openPostgres } from '../store/postgres.ts'
import { type HttpClient, openHttp } from '../upstream/http.ts'

export async function openDatabase(config: Config): Promise<Db> {
  return config.database.url ? openPostgres(config.database.url) : openPglite(config.database.dataDir)
}

export interface OpenEmbedder {
  embedder: Embedder
  close(): Promise<void>
}

export function openEmbedder(config: Config): OpenEmbedder {
  const { openai } = config
  if (!openai) {
    const embedder = openBuiltinEmbedder()
    return { embedder, close: () => embedder.close() }
  }
  const http = openHttpFor([openai.baseUrl])
  const embedder = openOpenAiEmbedder({
    http,
    baseUrl: openai.baseUrl,
    apiKey: openai.apiKey ?? undefined,
    model: openai.embedModel,
    dimensions: openai.embedDimensions,
  })
  return { embedder, close: () => embedder.close().then(() => http.close()) }
}

/** @param urls Addresses the operator named himself: their hosts may stand in a private network. */
export function openHttpFor(urls: readonly string[]): HttpClient {
  return openHttp({ trustedHosts: urls.flatMap((url) => URL.parse(url)?.hostname ?? []) })
}
