/** Ranked passages -> grounded answer, as a stream of events. Top to bottom, this is the whole of /ask. */
import { AppError } from '../errors.ts'
import type { Answer, AskEvent, AskRequest, Citation, SearchRequest, SearchResult, Source } from '../types.ts'
import { pickSources } from './evidence.ts'
import type { DraftSentence, Generator } from './generator.ts'
import { isInstruction } from './instruction.ts'

export interface AskParts {
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>
  generator: Generator
  /** Asked when `generator` fails. The same one where no model is configured. */
  fallback: Generator
}

/** Passages handed to the generator; the same number whole passages that fit a model's budget. */
const PASSAGES = 8
const REFUSAL = 'Nothing on this site answers that question.'
/** Of an AppError: the generator failed when part of its answer was shown already. */
const BROKEN_OFF = 'broken_off'

/** @throws AppError as the search does. A generator that fails is no error: the answer is then quoted, and marked. */
export async function ask(parts: AskParts, request: AskRequest, signal?: AbortSignal): Promise<Answer> {
  try {
    return await collect(askEvents(parts, request, signal))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== BROKEN_OFF) throw error
    // Nobody has seen the half answer, so a whole one can take its place.
    const answer = await collect(askEvents({ ...parts, generator: parts.fallback }, request, signal))
    return { ...answer, isDegraded: true }
  }
}

/** The answer of a stream that runs to its end. */
export async function collect(events: AsyncIterable<AskEvent>): Promise<Answer> {
  for await (const event of events) if (event.type === 'done') return event.answer
  throw new Error('an answer ended without its last event')
}

/** @throws AppError as the search does; code `broken_off` when the generator fails after its first sentence was shown. */
export async function* askEvents(
  parts: AskParts,
  request: AskRequest,
  signal?: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  if (isInstruction(request.question)) {
    yield { type: 'sources', sources: [] }
    return yield* refuse(false)
  }
  const { hits, isDegraded } = await parts.search(
    {
      question: request.question,
      limit: PASSAGES,
      mode: 'hybrid',
      site: request.site,
      siteIds: request.siteIds,
      filters: request.filters,
    },
    signal,
  )
  const sources = pickSources(hits).map((hit, index) => ({ ...hit, n: index + 1 }))
  yield { type: 'sources', sources }
  if (sources.length === 0) return yield* refuse(isDegraded)
  const written = { question: request.question, sources, signal, isDegraded }
  if (yield* writeOrFail(parts, written)) return
  yield* write(parts.fallback, { ...written, isDegraded: true })
}

interface Writing {
  question: string
  sources: Source[]
  signal: AbortSignal | undefined
  isDegraded: boolean
}

/** True when the answer is written; false when the generator failed before anything was shown. */
async function* writeOrFail(
  { generator, fallback }: AskParts,
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
    if (!(error instanceof AppError) || generator === fallback) throw error
    if (!isShown) return false
    throw new AppError('unavailable', 'The answer broke off. Ask again in a moment.', {
      cause: error,
      code: BROKEN_OFF,
      retryable: true,
    })
  }
}

async function* write(generator: Generator, writing: Writing): AsyncGenerator<AskEvent, void, undefined> {
  const { question, sources, signal, isDegraded } = writing
  let text = ''
  const citations: Citation[] = []
  for await (const sentence of generator.generate({ question, sources }, { signal })) {
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

function* refuse(isDegraded: boolean): Iterable<AskEvent> {
  yield { type: 'delta', text: REFUSAL }
  const nothing = { sources: [], citations: [], isCached: false, isDegraded }
  yield { type: 'done', answer: { text: REFUSAL, outcome: 'refused', ...nothing } }
}
