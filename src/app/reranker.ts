/** The reranker that the configuration names, if it names one. */
import type { Check } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { AppError, messageOf } from '../errors.ts'
import { DEADLINE_MS, openReranker, type Reranker } from '../rerank/reranker.ts'
import { openHttpFor, type WrapHttp } from './open.ts'

export interface OpenReranker {
  reranker: Reranker
  close(): Promise<void>
}

/** Null without RERANK_URL. */
export function openConfiguredReranker(
  { rerank }: Pick<Config, 'rerank'>,
  { wrapHttp = (http) => http, deadlineMs }: { wrapHttp?: WrapHttp; deadlineMs?: number } = {},
): OpenReranker | null {
  if (!rerank) return null
  const http = wrapHttp(openHttpFor([rerank.url]))
  const reranker = openReranker({ http, ...rerank, ...(deadlineMs !== undefined && { deadlineMs }) })
  return { reranker, close: () => http.close() }
}

/** Answers written from passages in another order are other answers. */
export function rerankVersion({ rerank }: Pick<Config, 'rerank'>): string {
  return rerank ? `reranked by ${rerank.model ?? ''} at ${rerank.url}` : 'not reranked'
}

/** What an operator waits for longer than a person with a question: a model that is being loaded shows as slow, not as away. */
const CHECK_MS = 10_000

/** For `doctor`: two texts of which only one answers. */
export async function checkReranker(config: Pick<Config, 'rerank'>, signal: AbortSignal): Promise<Check> {
  const name = 'reranker'
  const open = openConfiguredReranker(config, { deadlineMs: CHECK_MS })
  if (!open) return { name, state: 'skip', detail: 'none: RERANK_URL is not set' }
  const { reranker, close } = open
  try {
    const startedAt = performance.now()
    const texts = ['Our office is closed on Sundays.', 'The capital of France is Paris.']
    const [other = 0, right = 0] = await reranker.score('What is the capital of France?', texts, signal)
    const ms = Math.round(performance.now() - startedAt)
    const detail = `${reranker.name}, ${ms} ms`
    if (right <= other) {
      const remedy = 'Name a model that was made for reranking in RERANK_MODEL.'
      return { name, state: 'warn', detail: `${detail}: it puts what does not answer before what does`, remedy }
    }
    if (ms <= DEADLINE_MS) return { name, state: 'ok', detail }
    const remedy = `Searches go on without it after ${DEADLINE_MS} ms: use a smaller model or a faster machine.`
    return { name, state: 'warn', detail, remedy }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const remedy = 'Check RERANK_URL, RERANK_MODEL and RERANK_API_KEY. Until then the order of the search stands.'
    return { name, state: 'warn', detail: messageOf(error), remedy }
  } finally {
    await close()
  }
}
