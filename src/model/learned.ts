/**
 * What has been learned about a model: which interface it is behind, what it refuses, whether it thinks before it writes.
 *
 * Learned from its first answers and kept while the process lives. What was taken once is not doubted later: a refusal
 * is then about something else, whatever words it uses.
 */
import { chat } from './chat.ts'
import type { Dialect, Feature } from './dialect.ts'
import type { Failure } from './failure.ts'
import { responses } from './responses.ts'

export interface Learned {
  /** The interface to try first. */
  dialect(): Dialect
  /** The one to try when that is not there; null when it is known to be there. */
  otherDialect(): Dialect | null
  featuresFor(dialect: Dialect): Set<Feature>
  /** All this was taken. */
  accept(dialect: Dialect, sent: ReadonlySet<Feature>): void
  /** @returns whether the refusal named something that can be left out. */
  refuse(failure: Failure, sent: ReadonlySet<Feature>): boolean
  /** The model spends tokens on thoughts: it is asked to think little and given room for it. */
  thinks: boolean
}

/**
 * OpenAI's own hosts are asked by Responses, everybody else by chat completions, which is what compatible servers have in
 * common. Who answers 404 to one is asked by the other, so that there is nothing to configure.
 */
export function createLearned(host: string): Learned {
  const isOpenAi = /(^|\.)api\.openai\.com$/.test(host)
  const preferred = isOpenAi ? responses : chat
  const refused = new Set<Feature>()
  const accepted = new Set<Feature>()
  let proven: Dialect | null = null

  const learned: Learned = {
    thinks: false,
    dialect: () => proven ?? preferred,
    otherDialect: () => {
      if (proven) return null
      return preferred === chat ? responses : chat
    },
    featuresFor: (dialect) => {
      const features = new Set(dialect.features.filter((feature) => !refused.has(feature)))
      if (!learned.thinks) features.delete('reasoning')
      // Two names of one bound: OpenAI's own models want the newer one, and most other servers know the older alone.
      if (features.has('max_tokens') && features.has('max_completion_tokens'))
        features.delete(isOpenAi ? 'max_tokens' : 'max_completion_tokens')
      return features
    },
    accept: (dialect, sent) => {
      proven = dialect
      for (const feature of sent) accepted.add(feature)
    },
    refuse: (failure, sent) => {
      const named = [...sent].find((feature) => !accepted.has(feature) && isAbout(failure, feature))
      if (named === undefined) return false
      refused.add(named)
      return true
    },
  }
  return learned
}

/** Servers name it in `param`, or only somewhere in a sentence, often together with the name that they want instead. */
function isAbout({ status, param, message }: Failure, feature: Feature): boolean {
  if (status !== 400 && status !== 422) return false
  if (feature === 'system') return /\bsystem\W+(role|message|prompt)|role\b.{0,40}\bsystem\b/i.test(message)
  if (typeof param === 'string' && param.startsWith(feature)) return true
  // "store" and "reasoning" are words of every day: those have to be quoted.
  const bare = feature.includes('_') || feature === 'temperature'
  return new RegExp(bare ? `\\b${feature}\\b` : `['"\`]${feature}\\b`).test(message)
}
