/**
 * Vectors of questions, kept for those asked again: an embedding call costs more than all the rest of a search.
 *
 * Looked for here, then where all processes keep theirs (kept-vectors.ts); an embedder that failed is left alone for a
 * while (embed-pause.ts).
 */
import type { Embedder } from '../embedding/embedder.ts'
import { AppError } from '../errors.ts'
import type { Vector } from '../types.ts'
import { createEmbedPause, type EmbedPause, NOBODY_WAITS } from './embed-pause.ts'
import type { KeptVectors } from './kept-vectors.ts'
import { orAborted } from './or-aborted.ts'

export interface QuestionVectors {
  /**
   * @throws AppError as the embedder does, `timeout` when it takes long, `unavailable` (code `embedder_paused`) at once
   *   for a while after a failure or (code `no_money`) when it may not be paid, or the reason of the signal.
   */
  get(question: string, options?: GetOptions): Promise<Vector>
}

export interface GetOptions {
  signal?: AbortSignal | undefined
  /** Told what this question was charged, which others who ask it now need not pay. */
  onCharged?: ((tokens: number) => void) | undefined
}

export interface QuestionVectorOptions {
  /** Questions kept. Default 1,000: of 1,536 dimensions they are 6 MB. */
  capacity?: number
  /** Default 10,000. An embedder that is away is asked again for half a minute, and a person waits for the words alone. */
  deadlineMs?: number
  /** Where other processes keep theirs; left out, nobody else does. */
  kept?: KeptVectors | undefined
  now?: () => number
  /** Whether there is money for one more; left out, there is. */
  mayPay?: (() => Promise<boolean>) | undefined
  /** Told of every question whether its vector was kept anywhere. */
  onLookup?: ((result: 'hit' | 'miss') => void) | undefined
}

/** The vector of one question, for all who ask it at the same time. */
interface Asked {
  vector: Promise<Vector>
  isDone: boolean
  waiting: number
  stop: AbortController
}

export function keepQuestionVectors(embedder: Embedder, options: QuestionVectorOptions = {}): QuestionVectors {
  const { capacity = 1_000, deadlineMs = 10_000, kept: elsewhere, mayPay, onLookup = () => {} } = options
  const pause = createEmbedPause({ deadlineMs, now: options.now })
  // A Map remembers the order of insertion: the first key is the one not asked for longest.
  const kept = new Map<string, Asked>()

  const ask = (question: string, onCharged: GetOptions['onCharged']): Asked => {
    const stop = new AbortController()
    const vector = findOrEmbed({ embedder, pause, elsewhere, mayPay, onLookup }, question, { stop, onCharged })
    const asked: Asked = { vector, isDone: false, waiting: 0, stop }
    const forget = () => {
      if (kept.get(question) === asked) kept.delete(question)
    }
    vector.then(() => {
      asked.isDone = true
    }, forget)
    return asked
  }
  const leave = (question: string, asked: Asked) => {
    asked.waiting--
    if (asked.waiting > 0 || asked.isDone) return
    // Forgotten at once: whoever asks now must not get what is being stopped.
    if (kept.get(question) === asked) kept.delete(question)
    asked.stop.abort(new AppError('unavailable', 'Nobody waits for this vector any more.', { code: NOBODY_WAITS }))
  }

  return {
    async get(text, { signal, onCharged } = {}) {
      signal?.throwIfAborted()
      const question = text.normalize('NFC')
      const known = kept.get(question)
      if (known) onLookup('hit')
      const asked = known ?? ask(question, onCharged)
      kept.delete(question)
      kept.set(question, asked)
      const [oldest] = kept.keys()
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
      asked.waiting++
      try {
        // One who leaves takes the vector from nobody else.
        return await orAborted(asked.vector, signal)
      } finally {
        leave(question, asked)
      }
    },
  }
}

interface Sources {
  embedder: Embedder
  pause: EmbedPause
  elsewhere: KeptVectors | undefined
  mayPay: QuestionVectorOptions['mayPay']
  onLookup(result: 'hit' | 'miss'): void
}

async function findOrEmbed(
  { embedder, pause, elsewhere, mayPay, onLookup }: Sources,
  question: string,
  { stop, onCharged }: { stop: AbortController } & Pick<GetOptions, 'onCharged'>,
): Promise<Vector> {
  const found = elsewhere ? await elsewhere.find(question) : null
  onLookup(found ? 'hit' : 'miss')
  if (found) return found
  if (mayPay && !(await mayPay())) {
    throw new AppError('unavailable', "Today's money for questions is spent.", { code: 'no_money' })
  }
  stop.signal.throwIfAborted()
  const vector = await pause.run((deadlineMs) => embedOne(embedder, question, { stop, deadlineMs, onCharged }))
  elsewhere?.keep(question, vector)
  return vector
}

async function embedOne(
  embedder: Embedder,
  question: string,
  { stop, deadlineMs, onCharged }: { stop: AbortController; deadlineMs: number } & Pick<GetOptions, 'onCharged'>,
): Promise<Vector> {
  const late = new AppError('timeout', `${embedder.model} did not answer in time.`, { retryable: true })
  const timer = setTimeout(() => stop.abort(late), deadlineMs)
  try {
    const { vectors, tokens } = await embedder.embed([question], stop.signal)
    onCharged?.(tokens || embedder.countTokens(question))
    const [vector] = vectors
    if (!vector) throw new Error(`${embedder.model} answered without a vector`)
    return vector
  } finally {
    clearTimeout(timer)
  }
}
