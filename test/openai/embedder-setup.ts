/** An OpenAI embedder that talks to a fake server of its own and waits for nothing, for the tests of the embedder. */
import { afterAll, beforeEach } from 'vitest'
import { type OpenAiOptions, openOpenAiEmbedder } from '../../src/embedding/openai.ts'
import { openHttp } from '../../src/upstream/http.ts'
import { type EmbeddingSettings, openAiSettings } from './embeddings.ts'
import { startFakeOpenAi } from './fake-openai.ts'

/** Starts the server for one test file, sets it back before each test, and closes it at the end. */
export async function setUpEmbedder(settings: Partial<EmbeddingSettings> = {}) {
  const fake = await startFakeOpenAi(settings)
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  /** Milliseconds that would have been waited between tries. */
  const waits: number[] = []
  beforeEach(() => {
    fake.requests.length = 0
    waits.length = 0
    fake.failAlways(null)
    Object.assign(fake.settings, openAiSettings, settings)
  })
  afterAll(async () => {
    await http.close()
    await fake.close()
  })

  const anEmbedder = (options: Partial<OpenAiOptions> = {}) =>
    openOpenAiEmbedder({
      http,
      baseUrl: fake.baseUrl,
      apiKey: 'sk-test',
      model: 'text-embedding-3-large',
      dimensions: 256,
      sleep: async (ms) => {
        waits.push(ms)
      },
      random: () => 0,
      ...options,
    })
  return { fake, http, waits, anEmbedder }
}

/** `passage about subject0`, `passage about subject1` … */
export function someTexts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `passage about subject${i}`)
}
