/** Asks a service steadily, whatever becomes of the answers, and keeps what became of each. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, fetch } from 'undici'

export interface Outcome {
  /** When it was asked, in milliseconds of performance.now(). */
  at: number
  ms: number
  /** 0: no answer, for the reason in `error`. */
  status: number
  error?: string
  /** Of a refusal. */
  detail?: string
  retryAfter: string | null
}

export interface Load {
  outcomes: Outcome[]
  stop(): Promise<Outcome[]>
}

/** Longer than any answer may take. */
const GIVE_UP_MS = 20_000

/** A connection each: one that is kept may be closed at the very moment it is used again, which says nothing of the service. */
const dispatcher = new Agent({ pipelining: 0 })

/** @param perSecond As a clock gives it: a slow answer does not hold up the next question. */
export function startLoad(url: string, { perSecond = 20, question = 'halyards' } = {}): Load {
  const outcomes: Outcome[] = []
  const under = new Set<Promise<void>>()
  const stopping = new AbortController()
  const ask = async () => {
    const at = performance.now()
    const outcome = await search(url, question)
    outcomes.push({ at, ms: performance.now() - at, ...outcome })
  }
  const running = (async () => {
    for (let asked = 0, startedAt = performance.now(); !stopping.signal.aborted; asked++) {
      const asking = ask().finally(() => under.delete(asking))
      under.add(asking)
      const dueAt = startedAt + ((asked + 1) * 1000) / perSecond
      await sleep(Math.max(0, dueAt - performance.now()), undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    outcomes,
    stop: async () => {
      stopping.abort()
      await running
      await Promise.all(under)
      return outcomes
    },
  }
}

export async function search(url: string, question: string): Promise<Omit<Outcome, 'at' | 'ms'>> {
  try {
    const response = await fetch(`${url}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: question, mode: 'keyword' }),
      signal: AbortSignal.timeout(GIVE_UP_MS),
      dispatcher,
    })
    const body = await response.text()
    const retryAfter = response.headers.get('retry-after')
    return { status: response.status, retryAfter, ...(response.ok ? {} : { detail: body }) }
  } catch (error) {
    const reason = error instanceof Error ? (error.cause ?? error) : error
    return { status: 0, error: String(reason), retryAfter: null }
  }
}

/** Answers that nobody was promised: anything but a success, and a refusal that says when to come back. */
export function unexpected(outcomes: readonly Outcome[]): string[] {
  const bad = outcomes.filter(({ status, retryAfter }) => status !== 200 && !(status === 503 && retryAfter !== null))
  return [...new Set(bad.map(({ status, error }) => `${status} ${error ?? ''}`.trim()))]
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
