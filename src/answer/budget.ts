/**
 * Money for what a model writes: set aside before it is asked, counted when it has written, given back what was too much.
 *
 * Whose money it is and how much there is, the account knows (app/spending.ts). Without one nothing is counted.
 */
import { AppError } from '../errors.ts'
import type { LanguageModel, Prompt, Usage, WriteOptions } from '../model/language-model.ts'
import type { SpendingKind } from '../types.ts'

export interface Account {
  /** Whether any of today's money is left for the model, as far as is known: others' spending shows within a second. */
  hasMoney(): Promise<boolean>
  /** Sets aside what a call costs at most. @returns null when today's money does not reach for it. */
  reserve(kind: SpendingKind, most: Usage): Promise<Reserved | null>
}

export interface Reserved {
  /** What was charged. */
  note(usage: Usage): void
  /** Nothing more will be charged. */
  release(): void
}

export interface WritePaidOptions extends WriteOptions {
  account: Account | undefined
  kind: 'answer' | 'rewrite'
}

/** Code of the AppError of a call that today's money does not reach for. */
export const NO_MONEY = 'no_money'

/** Most scripts have more bytes to a token, whoever counts: English more than four. */
const BYTES_PER_TOKEN = 3
const TOKENS_AROUND = 16

/**
 * As `LanguageModel.write`, within today's money.
 *
 * What is set aside is for one try. A model that thinks, and a second try after an answer that was nonsense, may cost
 * more: that much, for the calls under way, is how far a budget can be overshot.
 *
 * @throws AppError as `LanguageModel.write`; `unavailable`, code `no_money`, before anybody is asked.
 */
export async function* writePaid(
  model: LanguageModel,
  prompt: Prompt,
  { account, kind, ...options }: WritePaidOptions,
): AsyncGenerator<string, void, undefined> {
  if (!account) return yield* model.write(prompt, options)
  const inputTokens = estimateTokens(prompt.system) + estimateTokens(prompt.user) + TOKENS_AROUND
  const most = { model: model.name, inputTokens, outputTokens: options.maxTokens }
  const reserved = await account.reserve(kind, most)
  if (!reserved) {
    throw new AppError('unavailable', "Today's money for the model is spent.", { code: NO_MONEY, retryable: true })
  }
  const onUsage = (usage: Usage) => {
    reserved.note(usage)
    options.onUsage?.(usage)
  }
  try {
    yield* model.write(prompt, { ...options, onUsage })
  } finally {
    reserved.release()
  }
}

/** Rather too many, without a tokenizer's work. */
function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)
}
