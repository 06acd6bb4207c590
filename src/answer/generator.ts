/** Writes an answer from sources, sentence by sentence: extractive.ts quotes, model-generator.ts asks a language model. */
import type { Outcome, Source } from '../types.ts'
import type { Account } from './budget.ts'

export interface GenerateRequest {
  question: string
  /** Best first, numbered from 1. Never empty: without evidence nobody is asked to write. */
  sources: readonly Source[]
}

export interface GenerateOptions {
  signal?: AbortSignal | undefined
  /** What `reserve` gave. */
  place?: (() => void) | undefined
  /** Called when a bound came before the end of the answer. What was handed out is whole sentences all the same. */
  onCut?: (() => void) | undefined
  /** Who pays; left out, nothing is counted. */
  account?: Account | undefined
  /** Called once for every call that has to be paid, also for one that was broken off. */
  onUsage?: ((usage: Usage) => void) | undefined
}

/** What a model was given and what it wrote, in its own tokens. */
export interface Usage {
  model: string
  inputTokens: number
  outputTokens: number
}

/** Not trusted yet, whoever wrote it: ask.ts shows none that was not checked against the sources it cites. */
export interface DraftSentence {
  /** What stands before it: nothing, a space, an empty line before a paragraph, `\n- ` before a list entry. */
  lead: string
  /** Without marks. */
  text: string
  /** Numbers of the sources the sentence rests on; some may name none. */
  cites: number[]
  /** Words of the first of them, verbatim, that bear it out; left out by those who do not quote. */
  quote?: string | undefined
}

export interface Generator {
  /** Named in caches and logs. */
  readonly name: string
  readonly outcome: Exclude<Outcome, 'refused'>
  /**
   * Keeps a place for an answer before anything is done for it; left out by those that have room for everybody.
   *
   * @returns to be handed to `generate`, and to be called when the answer has ended, or was never begun.
   * @throws AppError `unavailable`, code `busy`: the asker is to come back.
   */
  reserve?(): () => void
  /**
   * Whole sentences, each as soon as it is finished. None at all: the sources do not answer the question.
   *
   * @throws AppError `upstream`, `unavailable` or `timeout`; ask.ts then falls back to quoting, but for code `busy`.
   */
  generate(request: GenerateRequest, options?: GenerateOptions): AsyncIterable<DraftSentence>
}
