/** The error of a call in which the server took some texts and will never take others: it brings what was paid for. */
import { AppError } from '../errors.ts'
import type { Vector } from '../types.ts'

export interface Refusal {
  /** Place of the text in the call. */
  index: number
  /** Why, in the server's words. */
  message: string
}

export class RefusedTexts extends AppError {
  readonly refused: readonly Refusal[]
  /** One for each text of the call, in order; null for the refused ones. */
  readonly vectors: (Vector | null)[]
  readonly tokens: number

  constructor(outcome: { refused: Refusal[]; vectors: (Vector | null)[]; tokens: number }) {
    const { refused, vectors } = outcome
    const [first] = refused
    const message = `${refused.length} of ${vectors.length} texts cannot be embedded. Text ${first?.index}: ${first?.message}`
    super('upstream', message, { code: 'text_refused' })
    this.refused = outcome.refused
    this.vectors = outcome.vectors
    this.tokens = outcome.tokens
  }
}
