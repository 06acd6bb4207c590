/** What the two interfaces of OpenAI-compatible servers have in common: chat completions and responses. */
import type OpenAI from 'openai'
import type { Prompt } from './language-model.ts'

/** What some model or server refuses. `system` is the role, all others are parameters. */
export type Feature =
  | 'system'
  | 'temperature'
  | 'stream_options'
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'max_output_tokens'
  | 'reasoning'
  | 'store'

export interface Ask {
  model: string
  prompt: Prompt
  maxTokens: number
  /** What to send beside the words. */
  features: ReadonlySet<Feature>
}

export interface TokenUsage {
  input: number
  output: number
  /** Part of the output that nobody sees. */
  reasoning: number
}

export type Piece =
  | { text: string }
  | { usage: TokenUsage }
  /** `filtered`: the provider's rules forbid the answer, or the model itself declined. */
  | { end: 'whole' | 'cut' | 'filtered' }

export interface Dialect {
  readonly name: 'chat' | 'responses'
  /** What is worth trying with a model that nobody has asked yet, in the order of preference where one excludes another. */
  readonly features: readonly Feature[]
  /** @throws what the library throws */
  send(client: OpenAI, ask: Ask, signal: AbortSignal): Promise<{ data: AsyncIterable<unknown>; response: Response }>
  /** One event of a stream. @throws ZodError when it is none */
  readEvent(event: unknown): Piece[]
  /** The body of an answer that came whole. @throws ZodError when it is none */
  readWhole(body: unknown): Piece[]
}
