/** Sources -> text: the generator's sentences as events, each checked; another generator's when that fails; or a refusal. */
import { AppError } from '../errors.ts'
import type { Answer, AskEvent, Source } from '../types.ts'
import { type DropReason, openChecker } from './check/check.ts'
import type { GenerateOptions, Generator } from './generator.ts'

/** Of an AppError: the generator failed when part of its answer was shown already. */
export const BROKEN_OFF = 'broken_off'
/** Of an AppError: so many answers are being written that nobody was asked for this one. */
const BUSY = 'busy'

export interface WritingParts {
  generator: Generator
  fallback: Generator
  noteDropped?(reason: DropReason): void
}

export interface Writing extends Pick<GenerateOptions, 'signal' | 'place' | 'account'> {
  question: string
  sources: Source[]
  isDegraded: boolean
  /** What is said when nothing is written. */
  refusal: string
}

type Events<End> = AsyncGenerator<AskEvent, End, undefined>

/** By the generator; by the fallback, and marked, when that one fails at once; unmarked when nothing it wrote holds. */
export async function* writeOrQuote(parts: WritingParts, writing: Writing): Events<void> {
  const end = yield* writeOrFail(parts, writing)
  if (end === 'written') return
  yield* quoteOrRefuse(parts, { ...writing, isDegraded: writing.isDegraded || end === 'failed' })
}

export async function* quoteOrRefuse(parts: WritingParts, writing: Writing): Events<void> {
  const isQuoted = yield* write({ ...parts, generator: parts.fallback }, writing)
  if (!isQuoted) yield* refuse(writing.refusal, writing.isDegraded)
}

/** Did the generator write the answer, fail before anything was shown, or write nothing that holds? */
async function* writeOrFail(parts: WritingParts, writing: Writing): Events<'written' | 'failed' | 'dropped'> {
  let isShown = false
  const events = write(parts, writing)
  try {
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) return next.value ? 'written' : 'dropped'
      isShown = true
      yield next.value
    }
  } catch (error) {
    // Nobody reads a second answer when the first one was not waited for.
    writing.signal?.throwIfAborted()
    if (!(error instanceof AppError) || parts.generator === parts.fallback || error.code === BUSY) throw error
    if (!isShown) return 'failed'
    throw new AppError('unavailable', 'The answer broke off. Ask again in a moment.', {
      cause: error,
      code: BROKEN_OFF,
      retryable: true,
    })
  } finally {
    await events.return(false)
  }
}

/** @returns False when something was written and nothing of it held: nothing is shown then, and no event is the last. */
async function* write(
  { generator, noteDropped }: WritingParts,
  { question, sources, isDegraded, refusal, ...kept }: Writing,
): Events<boolean> {
  const checker = openChecker({ question, sources })
  const answer: Answer = { text: '', outcome: generator.outcome, sources, citations: [], isCached: false, isDegraded }
  const onCut = () => {
    answer.isDegraded = true
  }
  let isWritten = false
  for await (const sentence of generator.generate({ question, sources }, { ...kept, onCut })) {
    isWritten = true
    const verdict = checker.check(sentence)
    if ('dropped' in verdict) noteDropped?.(verdict.dropped)
    if (!('kept' in verdict)) continue
    const { text, citations } = verdict.kept
    answer.text += text
    answer.citations.push(...citations)
    yield { type: 'delta', text }
    for (const citation of citations) yield { type: 'citation', citation }
  }
  kept.signal?.throwIfAborted()
  if (answer.text !== '') yield { type: 'done', answer }
  else if (isWritten) return false
  else yield* refuse(refusal, isDegraded)
  return true
}

export function* refuse(text: string, isDegraded: boolean): Iterable<AskEvent> {
  yield { type: 'delta', text }
  const nothing = { sources: [], citations: [], isCached: false, isDegraded }
  yield { type: 'done', answer: { text, outcome: 'refused', ...nothing } }
}
