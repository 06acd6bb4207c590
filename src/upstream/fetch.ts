/**
 * `fetch` for libraries that bring their own client and take one: guarded as http.ts is, bodies read as they come.
 *
 * Redirects are not followed and come back as they are. Time limits are the caller's, by the signal of each request.
 */
import { fetch as undiciFetch } from 'undici'
import { AppError } from '../errors.ts'
import { type AgentOptions, openAgent } from './agent.ts'

export interface GuardedFetch {
  fetch: typeof globalThis.fetch
  /** Breaks off what is under way. */
  close(): Promise<void>
}

export interface FetchOptions extends AgentOptions {
  /** Of one body, decoded. Default 32 MiB. */
  maxBytes?: number
}

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024

export function openFetch(options: FetchOptions = {}): GuardedFetch {
  const { agent, checkHost } = openAgent(options)
  // undici's own, for Node's built-in copy of it does not know the agents of another version. Both follow one standard,
  // but each declares the types of it anew.
  const send = undiciFetch as unknown as (url: URL, init: object) => Promise<Response>
  return {
    fetch: async (target, init) => {
      const url = new URL(target instanceof Request ? target.url : target)
      checkHost(url)
      const answer = await send(url, { ...init, redirect: 'manual', dispatcher: agent })
      return bound(answer, options.maxBytes ?? DEFAULT_MAX_BYTES, url.host)
    },
    close: () => agent.destroy(),
  }
}

/** A reader of lines or events keeps what has no end yet: somebody has to stop what never ends. */
function bound(answer: Response, maxBytes: number, host: string): Response {
  if (!answer.body) return answer
  let size = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      size += part.length
      if (size <= maxBytes) return controller.enqueue(part)
      const message = `${host} sent more than ${Math.round(maxBytes / 1024 / 1024)} MiB in one answer.`
      controller.error(new AppError('too_large', message))
    },
  })
  const { status, statusText, headers } = answer
  return new Response(answer.body.pipeThrough(counter), { status, statusText, headers })
}
