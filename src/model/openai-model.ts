/**
 * The model behind any OpenAI-compatible server.
 *
 * The order, written once: is it up (gate.ts), is there a place (slots.ts), then tries (attempt.ts) until one has begun to
 * speak. From then on nothing is tried again, for somebody is reading already.
 */
import type { AppError } from '../errors.ts'
import { countCl100k } from '../tokens/cl100k.ts'
import { openFetch } from '../upstream/fetch.ts'
import { type Waiting, withRetry } from '../upstream/retry.ts'
import { attempt } from './attempt.ts'
import { DEADLINES, startDeadline } from './deadline.ts'
import { createGate, type Gate, MAX_PATIENCE_SECONDS } from './gate.ts'
import type { LanguageModel, Prompt, WriteOptions } from './language-model.ts'
import { createModelRequest, type ModelRequest } from './request.ts'
import { createSlots, type SlotOptions, type Slots } from './slots.ts'

export interface ModelOptions extends Waiting {
  model: string
  /** Such as `https://api.openai.com/v1`. The operator named it, so it may stand in a private network. */
  baseUrl: string
  /** Left out for a server that wants none. */
  apiKey: string | undefined
  /** What stands between us and the server, such as that which counts the requests. */
  wrapFetch?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch
  /** Default: 32 at once, 16 more in line, each for at most half a second. */
  slots?: SlotOptions
  /** Milliseconds that only grow, for the gate. */
  now?: () => number
}

/** Whoever is turned away shall know it within a second: a line is for the moment in which another answer ends. */
const SLOTS: SlotOptions = { slots: 32, line: 16, maxWaitMs: 500 }

const ATTEMPTS = 3
/** Of those that may have been charged: the answer came and was nonsense. */
const PAID_ATTEMPTS = 2
const PAID = new Set(['bad_answer', 'no_room'])
const BACKOFF_MS = 500

interface Parts {
  options: ModelOptions
  request: ModelRequest
  gate: Gate
  slots: Slots
}

export interface OpenAiModel extends LanguageModel {
  /** For metrics. */
  readonly slots: Pick<Slots, 'taken' | 'waiting'>
}

export function openOpenAiModel(options: ModelOptions): OpenAiModel {
  const limits = options.slots ?? SLOTS
  const { hostname } = new URL(options.baseUrl)
  const guarded = openFetch({ trustedHosts: [hostname], connections: limits.slots })
  const fetch = options.wrapFetch?.(guarded.fetch) ?? guarded.fetch
  const parts: Parts = {
    options,
    request: createModelRequest({ ...options, fetch }),
    gate: createGate(options.now),
    slots: createSlots(limits),
  }
  return {
    name: options.model,
    slots: parts.slots,
    reserve: parts.slots.reserve,
    write: (prompt, writeOptions) => write(parts, prompt, writeOptions),
    prepare: async () => {
      await parts.request.prepare()
      countCl100k('the tokenizer is loaded with the first text')
    },
    close: guarded.close,
  }
}

async function* write(
  { options: { model, ...waiting }, request, gate, slots }: Parts,
  prompt: Prompt,
  options: WriteOptions,
): AsyncGenerator<string> {
  gate.check()
  // In the same turn of the event loop, so that nobody comes between.
  options.place?.()
  const release = await slots.take(options.signal)
  const deadline = startDeadline(request.server.name, { ...DEADLINES, ...options.deadlines }, options.signal)
  const { signal } = deadline
  // Not only in `finally`: whoever neither reads on nor leaves would keep the place for ever.
  signal.addEventListener('abort', release)
  let rest: AsyncGenerator<string> | null = null
  try {
    // Asked again, for the gate may have been shut while this one stood in line.
    const pass = gate.enter()
    try {
      const begin = async () => {
        const texts = attempt({ model, request, prompt, options, signal })
        return { texts, first: await texts.next() }
      }
      const started = await withRetry(begin, { waiting, attempts: ATTEMPTS, backoffMs: BACKOFF_MS, mayRetry, signal })
      rest = started.texts
      pass.open()
      for (let next = started.first; !next.done; ) {
        deadline.pause()
        yield next.value
        deadline.watch()
        next = await rest.next()
      }
      pass.succeed()
    } catch (error) {
      if (!options.signal?.aborted) pass.fail(error)
      throw error
    } finally {
      pass.leave()
    }
  } finally {
    deadline.stop()
    release()
    await rest?.return(undefined)
  }
}

function mayRetry({ code, retryAfterSeconds }: AppError, attempts: number): boolean {
  if ((retryAfterSeconds ?? 0) > MAX_PATIENCE_SECONDS) return false
  return !PAID.has(code ?? '') || attempts < PAID_ATTEMPTS
}
