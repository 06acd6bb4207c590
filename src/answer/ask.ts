/** Ranked passages -> grounded answer, as a stream of events. Top to bottom, this is the whole of /ask. */
import { AppError } from '../errors.ts'
import type { Answer, AskEvent, AskRequest, Citation, Hit, SearchRequest, SearchResult, Source } from '../types.ts'
import { pickSources } from './evidence.ts'
import type { DraftSentence, GenerateOptions, Generator } from './generator.ts'
import { isInstruction } from './instruction.ts'

export interface AskParts {
  /** The question without the help of what went before it; rewrite.ts. Left out, it is asked as it is. */
  standAlone?(request: AskRequest, options: { signal?: AbortSignal | undefined }): Promise<string>
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>
  /** Hits with what stands around them, within what a model reads; pack.ts. Left out, they are given as they are. */
  pack?(hits: readonly Hit[]): Promise<Hit[]>
  generator: Generator
  /** Asked when `generator` fails. The same one where no model is configured. */
  fallback: Generator
}

/** Passages that are searched for. pack.ts takes those of them that a model has room for. */
const PASSAGES = 8
const REFUSAL = 'Nothing on this site answers that question.'
/** Of an AppError: the generator failed when part of its answer was shown already. */
const BROKEN_OFF = 'broken_off'
/** Of an AppError: so many answers are being written that nobody was asked for this one. */
const BUSY = 'busy'

/**
 * @throws AppError as the search does; `unavailable`, code `busy`, when too many answers are being written. Any other
 *   failure of the generator is no error: the answer is then quoted, and marked.
 */
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

/** @throws AppError as `ask`; code `broken_off` when the generator fails after its first sentence was shown. */
export async function* askEvents(
  parts: AskParts,
  request: AskRequest,
  signal?: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  if (isInstruction(request.question)) {
    yield { type: 'sources', sources: [] }
    return yield* refuse(false)
  }
  // Before anything is done or shown: who is turned away is told so at once, and has cost nothing.
  const place = parts.generator.reserve?.()
  try {
    yield* answer(parts, request, { signal, place })
  } finally {
    place?.()
  }
}

type Kept = Pick<GenerateOptions, 'signal' | 'place'>

async function* answer(parts: AskParts, request: AskRequest, kept: Kept): AsyncGenerator<AskEvent, void, undefined> {
  const { signal } = kept
  const question = parts.standAlone ? await parts.standAlone(request, { signal }) : request.question
  const { hits, isDegraded } = await parts.search(
    {
      question,
      limit: PASSAGES,
      mode: 'hybrid',
      site: request.site,
      siteIds: request.siteIds,
      filters: request.filters,
    },
    signal,
  )
  const evidence = pickSources(hits)
  const packed = parts.pack && evidence.length > 0 ? await parts.pack(evidence) : evidence
  const sources = packed.map((hit, index) => ({ ...hit, n: index + 1 }))
  yield { type: 'sources', sources }
  if (sources.length === 0) return yield* refuse(isDegraded)
  const written = { question, sources, isDegraded, ...kept }
  if (yield* writeOrFail(parts, written)) return
  yield* write(parts.fallback, { ...written, isDegraded: true })
}

interface Writing extends Kept {
  question: string
  sources: Source[]
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
    if (!(error instanceof AppError) || generator === fallback || error.code === BUSY) throw error
    if (!isShown) return false
    throw new AppError('unavailable', 'The answer broke off. Ask again in a moment.', {
      cause: error,
      code: BROKEN_OFF,
      retryable: true,
    })
  }
}

async function* write(generator: Generator, writing: Writing): AsyncGenerator<AskEvent, void, undefined> {
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

function* refuse(isDegraded: boolean): Iterable<AskEvent> {
  yield { type: 'delta', text: REFUSAL }
  const nothing = { sources: [], citations: [], isCached: false, isDegraded }
  yield { type: 'done', answer: { text: REFUSAL, outcome: 'refused', ...nothing } }
}
