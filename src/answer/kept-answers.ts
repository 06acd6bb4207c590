/**
 * Answers given before, found before anything is paid. One counts only while every post it was written from is searchable
 * and unchanged, which is looked up at each read (validity.ts): nothing has to be told when a post changes.
 */
import type { Cache } from '../cache/cache.ts'
import { openProcessCache } from '../cache/process-cache.ts'
import type { Answer, AskRequest, KeptJson } from '../types.ts'
import { basisOf, pack, readAnswer, unpack } from './kept-form.ts'
import { type AnsweredBy, questionKey } from './question-key.ts'
import type { Epochs, Validity } from './validity.ts'

/** A question as the cache knows it. */
export interface KnownQuestion {
  key: string
  siteIds: readonly number[]
}

export interface KeptAnswers {
  /**
   * Null for a question that only its conversation explains: nobody else asks the same.
   *
   * @throws AppError `not_found` or `forbidden` for a site the caller cannot ask.
   */
  identify(request: AskRequest): Promise<KnownQuestion | null>
  /** `epochs` are to be handed to `keep` with the answer that is made in place of the missing one. */
  find(question: KnownQuestion): Promise<{ answer: Answer | null; epochs: Epochs }>
  findJson(question: KnownQuestion): Promise<KeptJson | null>
  /**
   * Keeps what was made in full, by the one it was wanted from: an answer marked as degraded is not.
   *
   * @param epochs Read before the search.
   */
  keep(question: KnownQuestion, answer: Answer, epochs: Epochs): Promise<void>
}

export interface KeptAnswersOptions extends AnsweredBy {
  cache: Cache
  validity: Validity
  /** Ids of the sites a request is put to. */
  resolveSites(request: AskRequest): Promise<number[]>
  /** The answer as clients get it. */
  toJson(answer: Answer): object
  /** 0 keeps nothing. */
  ttlSeconds: number
  /** False where searches may see an older state than the epochs tell of: on a replica. */
  keepsRefusals: boolean
}

/**
 * What is asked again and again is not fetched from Redis again and again: that would cost as much as all the rest. It is
 * checked all the same, so the only thing it can be is so many seconds past its time.
 */
const NEAR_SECONDS = 2
const NEAR_BYTES = 16 * 1024 * 1024
/** The next sync may bring what is missing. */
const REFUSAL_SECONDS = 60

export function openKeptAnswers(options: KeptAnswersOptions): KeptAnswers {
  const { cache, validity, ttlSeconds, keepsRefusals } = options
  const near = cache.place === 'process' ? null : openProcessCache({ maxBytes: NEAR_BYTES })

  const look = async (key: string, { siteIds }: KnownQuestion) => {
    const epochs = await validity.readEpochs(siteIds)
    if (ttlSeconds === 0) return { kept: null, epochs }
    const nearby = near && (await readValid(await near.get(key), epochs))
    if (nearby) return { kept: nearby, epochs }
    // What is near may be old, and another process may have kept a new one since.
    const bytes = await cache.get(key)
    const kept = await readValid(bytes, epochs)
    if (kept && bytes) void near?.set(key, bytes, NEAR_SECONDS)
    return { kept, epochs }
  }
  const readValid = async (bytes: Buffer | null, epochs: Epochs) => {
    if (!bytes) return null
    const kept = unpack(bytes)
    const isSameState = kept.basis.epochs.every(([siteId, epoch]) => epochs.get(siteId) === epoch)
    return isSameState && (await validity.areCurrent(kept.basis.documents, epochs)) ? kept : null
  }

  return {
    async identify(request) {
      if (request.history.length > 0) return null
      const siteIds = await options.resolveSites(request)
      return { key: questionKey(request, siteIds, options), siteIds }
    },
    async find(question) {
      const { kept, epochs } = await look(wholeKey(question), question)
      return { answer: kept && readAnswer(kept.form), epochs }
    },
    async findJson(question) {
      if (ttlSeconds === 0) return null
      const { kept } = await look(question.key, question)
      return kept && { body: kept.form, outcome: kept.basis.outcome, sources: kept.basis.sources }
    },
    async keep(question, answer, epochs) {
      const isRefused = answer.outcome === 'refused'
      if (ttlSeconds === 0 || answer.isDegraded || (isRefused && !keepsRefusals)) return
      const basis = basisOf(answer, epochs)
      const again = { ...answer, isCached: true }
      const seconds = isRefused ? Math.min(REFUSAL_SECONDS, ttlSeconds) : ttlSeconds
      await Promise.all([
        cache.set(question.key, pack(basis, JSON.stringify(options.toJson(again))), seconds),
        cache.set(wholeKey(question), pack(basis, JSON.stringify(again)), seconds),
      ])
    },
  }
}

/** For streams and terminals; most questions are answered as JSON, which then need not be made again. */
function wholeKey({ key }: KnownQuestion): string {
  return `${key}:whole`
}
