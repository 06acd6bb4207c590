/** Ranked passages -> grounded answer. Top to bottom, this is the whole of /ask. */
import { AppError } from '../errors.ts'
import type { Answer, AskRequest, Citation, SearchRequest, SearchResult, Source } from '../types.ts'
import { pickSources } from './evidence.ts'
import type { Draft, DraftSentence, Generator } from './generator.ts'

export interface AskParts {
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>
  generator: Generator
  /** Asked when `generator` fails. The same one where no model is configured. */
  fallback: Generator
}

/** Passages handed to the generator; the same number whole passages that fit a model's budget. */
const PASSAGES = 8

export async function ask(parts: AskParts, request: AskRequest, signal?: AbortSignal): Promise<Answer> {
  const { hits, isDegraded } = await parts.search(
    { question: request.question, limit: PASSAGES, mode: 'hybrid', site: request.site, filters: request.filters },
    signal,
  )
  const sources = pickSources(hits).map((hit, index) => ({ ...hit, n: index + 1 }))
  if (sources.length === 0) return refusal(isDegraded)
  const { draft, isFallback } = await write(parts, request.question, sources, signal)
  if (draft.sentences.length === 0) return refusal(isDegraded)
  return {
    text: draft.sentences.map((sentence) => withMarks(sentence, sources.length)).join(' '),
    outcome: draft.outcome,
    sources,
    citations: draft.sentences.flatMap((sentence) => toCitations(sentence, sources)),
    isCached: false,
    isDegraded: isDegraded || isFallback,
  }
}

async function write(
  parts: AskParts,
  question: string,
  sources: Source[],
  signal?: AbortSignal,
): Promise<{ draft: Draft; isFallback: boolean }> {
  try {
    return { draft: await parts.generator.generate({ question, sources }, signal), isFallback: false }
  } catch (error) {
    // Nobody reads a second answer when the first one was not waited for.
    signal?.throwIfAborted()
    if (!(error instanceof AppError) || parts.generator === parts.fallback) throw error
    return { draft: await parts.fallback.generate({ question, sources }, signal), isFallback: true }
  }
}

/** A number that names no source vanishes. */
function withMarks({ text, cites }: DraftSentence, sources: number): string {
  const marks = cites.filter((n) => n >= 1 && n <= sources).map((n) => `[${n}]`)
  return `${text} ${marks.join('')}`.trim()
}

function toCitations({ cites, quote }: DraftSentence, sources: readonly Source[]): Citation[] {
  return cites.flatMap((n) => {
    const source = sources[n - 1]
    return source ? [{ n, url: source.url, title: source.title, quote }] : []
  })
}

function refusal(isDegraded: boolean): Answer {
  const text = 'Nothing on this site answers that question.'
  return { text, outcome: 'refused', sources: [], citations: [], isCached: false, isDegraded }
}
