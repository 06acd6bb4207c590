/** Something that writes text when it is told what to write about. What the text is worth is for others to check. */

export interface Prompt {
  /** Ours alone: nothing that a visitor or a post wrote ever stands here. */
  system: string
  user: string
}

export interface Usage {
  model: string
  inputTokens: number
  outputTokens: number
}

/** `cut`: the bound came before the end, so the last words may be half a sentence. */
export type Ending = 'whole' | 'cut'

export interface Deadlines {
  /** Until the first words, all tries together. Default 20,000. */
  firstMs: number
  /** Between two words. Default 15,000. */
  stallMs: number
  /** For the whole text. Default 60,000. */
  wholeMs: number
}

export interface WriteOptions {
  /** Upper bound on the text, whatever the server makes of it. */
  maxTokens: number
  deadlines?: Partial<Deadlines>
  signal?: AbortSignal | undefined
  /** What `reserve` gave. */
  place?: (() => void) | undefined
  /**
   * Called once for each request that may have been charged, also when it failed or was broken off. Tokens are the
   * server's count where it gave one, otherwise ours.
   */
  onUsage?: ((usage: Usage) => void) | undefined
  /** Called before the last word is handed out for good: not when writing fails. */
  onEnd?: ((ending: Ending) => void) | undefined
}

export interface LanguageModel {
  /** Of the model, as caches and prices know it. */
  readonly name: string
  /**
   * A place for a text whose prompt is still to be made, so that who cannot have one is told before any work is done.
   *
   * @returns to be handed to `write`; or called, when nothing is to be written after all.
   * @throws AppError `unavailable`, code `busy`
   */
  reserve(): () => void
  /**
   * Text as it is written, in pieces of any length. Leaving the loop, or the signal, stops the writing and frees its place.
   *
   * @throws the reason of the signal; AppError, before the first piece or after any:
   *   `unavailable`, code `busy`: all places are taken, and nobody was asked;
   *   `unavailable`, `upstream` or `timeout` with a code of failure.ts: the model is down, refuses, or said nothing of use.
   */
  write(prompt: Prompt, options: WriteOptions): AsyncIterable<string>
  /** Loads what the first call would have to load. Not needed, only kind to the first asker. */
  prepare(): Promise<void>
  /** Breaks off what is being written. */
  close(): Promise<void>
}
