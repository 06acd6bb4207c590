/** Sources -> text: the generator's sentences as events, another generator's when it fails, or a refusal. */
import { AppError } from '../errors.ts'
import type { AskEvent, Citation, Source } from '../types.ts'
import type { DraftSentence, GenerateOptions, Generator } from './generator.ts'

const REFUSAL = 'Nothing on this site answers that question.'
/** Of an AppError: the generator failed when part of its answer was shown already. */
export const BROKEN_OFF = 'broken_off'
/** Of an AppError: so many answers are being written that nobody was asked for this one. */
const BUSY = 'busy'

export interface Writing extends Pick<GenerateOptions, 'signal' | 'place'> {
  question: string
  sources: Source[]
  isDegraded: boolean
}

/** True when the answer is written; false when the generator failed before anything was shown. */
export async function* writeOrFail(
  { generator, fallback }: { generator: Generator; fallback: Generator },
  writing: Writing,
): AsyncGenerator<AskEvent, boolean, undefined> {
  let isShown = false
  try {
    for await (const event of write(generator, writing)) {
      isShown = true
      yield event
    }
    return true
  } catch (error) {
    // Nobody reads a second answer when the first one was not waited for.
    writing.signal?.throwIfAborted()
    if (!(error instanceof AppError) || generator === fallback || error.code === BUSY) throw error
    if (!isShown) return false
    throw new AppError('unavailable', 'The answer broke off. Ask again in a moment.', {
      cause: error,
      code: BROKEN_OFF,
      retryable: true,
    })
  }
}

export async function* write(generator: Generator, writing: Writing): AsyncGenerator<AskEvent, void, undefined> {
  const { question, sources, signal, place } = writing
  let { isDegraded } = writing
  let text = ''
  const onCut = () => {
    isDegraded = true
  }
  const citations: Citation[] = []
  for await (const sentence of generator.generate({ question, sources }, { signal, place, onCut })) {
    const delta = withMarks(sentence, sources.length)
    const cited = toCitations(sentence, sources)
    text += delta
    citations.push(...cited)
    yield { type: 'delta', text: delta }
    for (const citation of cited) yield { type: 'citation', citation }
  }
  signal?.throwIfAborted()
  if (text === '') return yield* refuse(isDegraded)
  const outcome = generator.outcome
  yield { type: 'done', answer: { text, outcome, sources, citations, isCached: false, isDegraded } }
}

/** A number that names no source vanishes. */
function withMarks({ lead, text, cites }: DraftSentence, sources: number): string {
  const marks = cites.filter((n) => n >= 1 && n <= sources).map((n) => `[${n}]`)
  return `${lead}${text}${marks.length > 0 ? ` ${marks.join('')}` : ''}`
}

function toCitations({ cites, quote = '' }: DraftSentence, sources: readonly Source[]): Citation[] {
  return cites.flatMap((n) => {
    const source = sources[n - 1]
    return source ? [{ n, url: source.url, title: source.title, quote }] : []
  })
}

export function* refuse(isDegraded: boolean): Iterable<AskEvent> {
  yield { type: 'delta', text: REFUSAL }
  const nothing = { sources: [], citations: [], isCached: false, isDegraded }
  yield { type: 'done', answer: { text: REFUSAL, outcome: 'refused', ...nothing } }
}
