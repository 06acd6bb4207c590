/** What models cost: OpenAI's list as it was on one day, and what the operator says of others. Pure. */
import type { Config } from '../config.ts'
import { BUILTIN_MODEL } from '../embedding/builtin.ts'

/** In US dollars for a million tokens. */
export interface Price {
  inputUsd: number
  outputUsd: number
}

export interface Tokens {
  inputTokens: number
  outputTokens: number
}

/** Null for a model that nobody has named a price of. */
export type FindPrice = (model: string) => Price | null

/** The day the list below was taken. Prices change: https://platform.openai.com/docs/pricing */
export const PRICES_TAKEN = '2026-11-25'

/** Input and output, without the discounts for batches and for input that was cached: rather too much than too little. */
const KNOWN: Record<string, readonly [inputUsd: number, outputUsd: number]> = {
  'gpt-5.4': [2.5, 15],
  'gpt-5.2': [1.75, 14],
  'gpt-5.1': [1.25, 10],
  'gpt-5': [1.25, 10],
  'gpt-5-mini': [0.25, 2],
  'gpt-5-nano': [0.05, 0.4],
  'gpt-4.1': [2, 8],
  'gpt-4.1-mini': [0.4, 1.6],
  'gpt-4.1-nano': [0.1, 0.4],
  'gpt-4o': [2.5, 10],
  'gpt-4o-mini': [0.15, 0.6],
  'gpt-4-turbo': [10, 30],
  'gpt-3.5-turbo': [0.5, 1.5],
  o3: [2, 8],
  'o3-mini': [1.1, 4.4],
  'o4-mini': [1.1, 4.4],
  'text-embedding-3-large': [0.13, 0],
  'text-embedding-3-small': [0.02, 0],
  'text-embedding-ada-002': [0.1, 0],
  [BUILTIN_MODEL]: [0, 0],
}

/** `gpt-4o-2024-11-20` is the gpt-4o of a day. */
const SNAPSHOT = /-\d{4}-\d{2}-\d{2}$/

/** @param own Of the operator, who knows better. */
export function openPrices(own: readonly (Price & { model: string })[] = []): FindPrice {
  const prices = new Map<string, Price>(
    Object.entries(KNOWN).map(([model, [inputUsd, outputUsd]]) => [model, { inputUsd, outputUsd }]),
  )
  for (const { model, inputUsd, outputUsd } of own) prices.set(model, { inputUsd, outputUsd })
  return (model) => prices.get(model) ?? prices.get(model.replace(SNAPSHOT, '')) ?? null
}

export function costOf({ inputUsd, outputUsd }: Price, { inputTokens, outputTokens }: Tokens): number {
  return (inputUsd * inputTokens + outputUsd * outputTokens) / 1_000_000
}

/** Whatever is done with it. */
export function isFree({ inputUsd, outputUsd }: Price): boolean {
  return inputUsd === 0 && outputUsd === 0
}

/** The models that are paid for. */
export function modelsOf({ answerModel, embedModel }: NonNullable<Config['openai']>): string[] {
  return answerModel === null ? [embedModel] : [answerModel, embedModel]
}
