/** OpenAI's library, loaded with the first call: 0.2 s that a start without a model, or before it, shall not pay. */
import type OpenAI from 'openai'
import type { GuardedFetch } from '../upstream/fetch.ts'

export interface ClientOptions {
  /** Such as `https://api.openai.com/v1`. */
  baseUrl: string
  /** Left out for a server that wants none. */
  apiKey: string | undefined
  fetch: GuardedFetch['fetch']
}

/** Longer than any deadline of ours: the library's own shall never be what ends a call. */
const NEVER_MS = 600_000

export function createClient({ baseUrl, apiKey, fetch }: ClientOptions): () => Promise<OpenAI> {
  const open = async () => {
    const { OpenAI } = await import('openai')
    return new OpenAI({
      baseURL: baseUrl.replace(/\/+$/, ''),
      // It will not be without a key, so one that is never sent.
      apiKey: apiKey ?? 'none',
      ...(apiKey === undefined && { defaultHeaders: { authorization: null } }),
      fetch,
      // upstream/retry.ts tries again: two who do it multiply each other.
      maxRetries: 0,
      timeout: NEVER_MS,
      // It would print events that it cannot read.
      logLevel: 'off',
      // By default it takes these from the environment, which is config.ts's to read.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
    })
  }
  let client: Promise<OpenAI> | null = null
  return () => {
    client ??= open()
    return client
  }
}
