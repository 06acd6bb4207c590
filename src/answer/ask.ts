/** Ranked passages -> grounded answer, as a stream of events. Top to bottom, this is the whole of /ask. */
import { AppError } from '../errors.ts'
import type { Answer, AskEvent, AskRequest, DocumentStamp, Hit, SearchRequest, SearchResult, Source } from '../types.ts'
import type { Account } from './budget.ts'
import type { DropReason } from './check/check.ts'
import { pickSources } from './evidence.ts'
import type { Flights } from './flights.ts'
import type { GenerateOptions, Generator } from './generator.ts'
import { isInstruction } from './instruction.ts'
import type { KeptAnswers, KnownQuestion } from './kept-answers.ts'
import { refusalOf } from './refusal.ts'
import { replay } from './replay.ts'
import type { Validity } from './validity.ts'
import { BROKEN_OFF, quoteOrRefuse, refuse, type Writing, writeOrQuote } from './write.ts'

/** What an answer is made with. */
export interface MakingParts {
  /** The question without the help of what went before it; rewrite.ts. Left out, it is asked as it is. */
  standAlone?(request: AskRequest, options: Pick<Kept, 'signal' | 'account'>): Promise<string>
  /** On whose bill it is, and whether there is money left; budget.ts. Left out, nothing is paid. @throws as `search` */
  openAccount?(request: AskRequest): Promise<Account>
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>
  /** Language of the sites that are asked, as a primary subtag; null where they have none in common. */
  findLanguage?(request: AskRequest): Promise<string | null>
  /** Hits with what stands around them, within what a model reads; pack.ts. Left out, they are given as they are. */
  pack?(hits: readonly Hit[]): Promise<Hit[]>
  generator: Generator
  /** Asked when `generator` fails. The same one where no model is configured. */
  fallback: Generator
  /** Told why a sentence was left out; check/check.ts. */
  noteDropped?(reason: DropReason): void
}

export interface AskParts extends MakingParts {
  /** Answers given before. */
  kept: KeptAnswers
  /** Answers being made. */
  flights: Flights<AskEvent>
  areCurrent: Validity['areCurrent']
}

/** Raise it when the same posts give other answers than before: those that are kept are then made again. */
export const ANSWER_VERSION = '2'
/** Passages that are searched for. pack.ts takes those of them that a model has room for. */
const PASSAGES = 8
/** Of an AppError: a post that the answer rests on was changed while it was written. */
const OUTDATED = 'outdated'
/** A post that is changed once more each time it is asked about is not worth a fourth model call. */
const MAX_ATTEMPTS = 3

/**
 * @throws AppError as the search does; `unavailable`, code `busy`, when too many answers are being written. Any other
 *   failure of the generator is no error: the answer is then quoted, and marked.
 */
export async function ask(parts: AskParts, request: AskRequest, signal?: AbortSignal): Promise<Answer> {
  let isBroken = false
  for (let attempt = 1; ; attempt++) {
    try {
      return await collect(isBroken ? quote(parts, request, signal) : askEvents(parts, request, signal))
    } catch (error) {
      // Nobody has seen the half answer, so a whole one can take its place.
      const code = error instanceof AppError ? error.code : undefined
      if (code === BROKEN_OFF) isBroken = true
      else if (code !== OUTDATED || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

/** The answer of a stream that runs to its end. */
export async function collect(events: AsyncIterable<AskEvent>): Promise<Answer> {
  for await (const event of events) if (event.type === 'done') return event.answer
  throw new Error('an answer ended without its last event')
}

/**
 * @throws AppError as `ask`; when the first sentence was shown already, code `broken_off` when the generator fails, and
 *   `outdated` when a post it tells of is changed.
 */
export async function* askEvents(
  parts: AskParts,
  request: AskRequest,
  signal?: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  if (isInstruction(request.question)) {
    yield { type: 'sources', sources: [] }
    return yield* refuse(await refusalFor(parts, request), false)
  }
  const question = await parts.kept.identify(request)
  if (!question) return yield* makeAnswer(parts, request, signal)
  yield* parts.flights.join(question.key, {
    start: (flightSignal) => findOrMake(parts, request, question, flightSignal),
    mayJoin: (first) => mayStillSee(parts, first),
    signal,
  })
}

/** Once for all who ask the same at the same time. */
async function* findOrMake(
  parts: AskParts,
  request: AskRequest,
  question: KnownQuestion,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  const { answer, epochs } = await parts.kept.find(question)
  if (answer) return yield* replay(answer)
  for await (const event of makeAnswer(parts, request, signal)) {
    yield event
    if (event.type === 'done') await parts.kept.keep(question, event.answer, epochs)
  }
}

/** Nothing to see yet is nothing to check: it is searched for once more. */
async function mayStillSee({ areCurrent }: AskParts, first: AskEvent): Promise<boolean> {
  return first.type === 'sources' && first.sources.length > 0 && areCurrent(stampsOf(first.sources))
}

type Kept = Pick<GenerateOptions, 'signal' | 'place' | 'account'>

/** By the generator; by the fallback when that one fails at once, or writes nothing that holds. */
async function* makeAnswer(
  parts: AskParts,
  request: AskRequest,
  signal?: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  const account = await parts.openAccount?.(request)
  // Nobody is going to ask the model then: no place at it is taken.
  if (account && !(await account.hasMoney())) return yield* quote(parts, request, signal)
  // Before anything is done or shown: who is turned away is told so at once, and has cost nothing.
  const place = parts.generator.reserve?.()
  try {
    const writing = await findSources(parts, request, { signal, place, account })
    yield* whileCurrent(parts, writing, () => writeOrQuote(parts, writing))
  } finally {
    place?.()
  }
}

/** By the fallback alone: the generator failed half-way, or there is no money for it. */
async function* quote(
  parts: AskParts,
  request: AskRequest,
  signal?: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  const account = await parts.openAccount?.(request)
  const writing = await findSources(parts, request, { signal, account })
  yield* whileCurrent(parts, writing, () => quoteOrRefuse(parts, { ...writing, isDegraded: true }))
}

async function findSources(parts: AskParts, request: AskRequest, options: Kept): Promise<Writing> {
  const { standAlone, search, pack } = parts
  const { signal, account } = options
  const { site, siteIds, filters, caller } = request
  const question = standAlone ? await standAlone(request, { signal, account }) : request.question
  const { hits, isDegraded } = await search(
    { question, limit: PASSAGES, mode: 'hybrid', site, siteIds, filters, caller },
    signal,
  )
  const evidence = pickSources(hits)
  const packed = pack && evidence.length > 0 ? await pack(evidence) : evidence
  const sources = packed.map((hit, index) => ({ ...hit, n: index + 1 }))
  return { question, sources, isDegraded, refusal: await refusalFor(parts, request), ...options }
}

async function refusalFor({ findLanguage }: AskParts, request: AskRequest): Promise<string> {
  return refusalOf(request.question, (await findLanguage?.(request)) ?? null)
}

/**
 * The sources and then what is written from them, each piece only while all of them are as they were: a post that is
 * edited, hidden or deleted while a model writes is not told of any further.
 */
async function* whileCurrent(
  { areCurrent }: AskParts,
  { sources, isDegraded, refusal }: Writing,
  writeEvents: () => AsyncIterable<AskEvent>,
): AsyncGenerator<AskEvent, void, undefined> {
  yield { type: 'sources', sources }
  if (sources.length === 0) return yield* refuse(refusal, isDegraded)
  const stamps = stampsOf(sources)
  for await (const event of writeEvents()) {
    const isCurrent = event.type === 'citation' || (await areCurrent(stamps))
    if (!isCurrent) throw outdated()
    yield event
  }
}

function outdated(): AppError {
  return new AppError('unavailable', 'A post that this answer rests on was changed a moment ago. Ask again.', {
    code: OUTDATED,
    retryable: true,
  })
}

function stampsOf(sources: readonly Source[]): DocumentStamp[] {
  return sources.map(({ document }) => document)
}
