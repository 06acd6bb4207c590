/** Writes an answer from sources. One implementation today: extractive.ts, which quotes; a model's comes beside it. */
import type { Outcome, Source } from '../types.ts'

export interface GenerateRequest {
  question: string
  /** Best first, numbered from 1. Never empty: without evidence nobody is asked to write. */
  sources: readonly Source[]
}

/** A draft is not trusted yet: ask.ts drops citations of sources that were not given. */
export interface Draft {
  sentences: DraftSentence[]
  outcome: Exclude<Outcome, 'refused'>
}

export interface DraftSentence {
  text: string
  /** Numbers of the sources the sentence rests on. */
  cites: number[]
  /** Words of the first of them, verbatim, that bear it out. */
  quote: string
}

export interface Generator {
  /** Named in caches and logs. */
  readonly name: string
  /** @throws AppError `upstream`, `unavailable` or `timeout`; ask.ts then falls back to quoting. */
  generate(request: GenerateRequest, signal?: AbortSignal): Promise<Draft>
}
