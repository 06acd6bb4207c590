/** Who writes the answers: the model that the configuration names; without one they are quoted from the posts. */
import type { MakingParts } from '../answer/ask.ts'
import type { Account } from '../answer/budget.ts'
import type { Generator } from '../answer/generator.ts'
import { openModelGenerator } from '../answer/model-generator.ts'
import { pack } from '../answer/pack.ts'
import { standAlone } from '../answer/rewrite.ts'
import type { Check } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { AppError, messageOf } from '../errors.ts'
import type { LanguageModel, WriteOptions } from '../model/language-model.ts'
import { type ModelOptions, type OpenAiModel, openOpenAiModel } from '../model/openai-model.ts'
import type { Db } from '../store/db.ts'
import { getWithNeighbours } from '../store/neighbours.ts'
import type { AskRequest } from '../types.ts'
import type { Watch } from './watch.ts'

/** Null without a key and without an address of a server, and where none is wanted. */
export function openModel({ openai }: Config, options: Partial<ModelOptions> = {}): OpenAiModel | null {
  if (!openai?.answerModel) return null
  const { baseUrl, apiKey, answerModel } = openai
  return openOpenAiModel({ baseUrl, apiKey: apiKey ?? undefined, model: answerModel, ...options })
}

export interface AnswerParts extends Pick<MakingParts, 'search' | 'findLanguage'> {
  /** Who pays this model; left out, nobody counts. @throws as `search` */
  openAccount?(request: AskRequest, model: string): Promise<Account>
  db: Db
  model: LanguageModel | null
  maxTokens: number
  /** Answers where there is no model, or none that works. */
  quoting: Generator
  watch: Pick<Watch, 'generator' | 'metrics'>
  /** Of the answer; for tests. */
  deadlines?: WriteOptions['deadlines']
}

export function openAskParts(answerParts: AnswerParts): MakingParts {
  const { db, model, maxTokens, deadlines, openAccount, quoting, watch, ...asking } = answerParts
  const fallback = watch.generator(quoting)
  const parts: MakingParts = {
    ...asking,
    fallback,
    generator: fallback,
    noteDropped: (reason) => watch.metrics.countDropped(reason),
    standAlone: (request, options) => standAlone(model, request, options),
  }
  if (!model) return parts
  return {
    ...parts,
    ...(openAccount && { openAccount: (request) => openAccount(request, model.name) }),
    pack: (hits) => pack({ findAround: (chunkIds) => getWithNeighbours(db, chunkIds) }, hits),
    generator: watch.generator(openModelGenerator(model, { maxTokens, ...(deadlines && { deadlines }) })),
  }
}

/** For `doctor`: has the model write a word. */
export async function checkAnswers(config: Config, signal: AbortSignal): Promise<Check> {
  const name = 'answers'
  const model = openModel(config)
  if (!model) return { name, state: 'ok', detail: 'extractive: the best sentences of the posts, quoted' }
  try {
    const startedAt = performance.now()
    const prompt = { system: 'You are being tested.', user: 'Write the word "yes" and nothing else.' }
    for await (const _ of model.write(prompt, { maxTokens: 16, signal })) break
    const ms = Math.round(performance.now() - startedAt)
    return { name, state: 'ok', detail: `${model.name}, first word after ${ms} ms` }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A warning: the service works without it.
    const remedy =
      'Check OPENAI_API_KEY, OPENAI_BASE_URL and ANSWER_MODEL. Until then answers are quoted from the posts.'
    return { name, state: 'warn', detail: messageOf(error), remedy }
  } finally {
    await model.close()
  }
}
