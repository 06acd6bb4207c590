/** Answers as the program gives them: kept ones first, one flight a question, the frequent ones asked again. */
import { ANSWER_VERSION, ask, askEvents, type MakingParts } from '../answer/ask.ts'
import { createFlights } from '../answer/flights.ts'
import { countQuestions } from '../answer/frequent.ts'
import { openKeptAnswers } from '../answer/kept-answers.ts'
import { openValidity } from '../answer/validity.ts'
import { warm } from '../answer/warm.ts'
import type { Cache } from '../cache/cache.ts'
import type { App } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { answerJson } from '../present.ts'
import type { Db } from '../store/db.ts'
import type { AskEvent, AskRequest, KeptJson } from '../types.ts'
import type { IndexState } from './index-state.ts'
import { rerankVersion } from './reranker.ts'

export interface Answers extends Pick<App, 'ask' | 'askEvents' | 'warm'> {
  /** The whole answer as JSON when one is kept that still holds; null when it has to be made. */
  findKept(request: AskRequest): Promise<KeptJson | null>
  close(): Promise<void>
}

export interface AnswersParts {
  config: Config
  /** The primary. */
  db: Db
  cache: Cache
  resolveSites: IndexState['resolveSites']
  making: MakingParts
}

export function openAnswers(parts: AnswersParts): Answers {
  const { config, db, cache, resolveSites, making } = parts
  const ttlSeconds = config.answers.cacheTtlSeconds
  const validity = openValidity(db)
  const kept = openKeptAnswers({
    cache,
    validity,
    resolveSites,
    toJson: answerJson,
    ttlSeconds,
    keepsRefusals: config.database.readUrl === null,
    model: making.generator.name,
    version: `${ANSWER_VERSION}, ${config.answers.maxOutputTokens} tokens, ${rerankVersion(config)}`,
  })
  const flights = createFlights<AskEvent>({ isLast: ({ type }) => type === 'done' })
  const askParts = { ...making, kept, flights, areCurrent: validity.areCurrent }
  const frequent = countQuestions(cache)

  /** Keeps the text of no question where nothing is to be kept. */
  const count = async (request: AskRequest) => {
    const question = ttlSeconds > 0 ? await kept.identify(request) : null
    if (question) frequent.count(question.key, request)
  }

  return {
    async ask(request, signal) {
      const answer = await ask(askParts, request, signal)
      await count(request)
      return answer
    },
    async *askEvents(request, signal) {
      yield* askEvents(askParts, request, signal)
      await count(request)
    },
    async findKept(request) {
      const question = await kept.identify(request)
      const found = question && (await kept.findJson(question))
      if (question && found) frequent.count(question.key, request)
      return found
    },
    warm: (limit, signal) =>
      warm(
        { top: frequent.top, ask: (request) => ask(askParts, { ...request, caller: 'warm' }, signal) },
        limit,
        signal,
      ),
    close: async () => {
      await Promise.all([frequent.close(), flights.settle()])
    },
  }
}
