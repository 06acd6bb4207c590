/**
 * An embedder that failed is left alone for a while: whoever asks meanwhile is told so at once and searches by words,
 * instead of waiting for one who does not answer. After the pause one question tries, with little patience.
 */
import { AppError } from '../errors.ts'

/** Code of the AppError a call is aborted with when everybody who waited for it has left. */
export const NOBODY_WAITS = 'nobody_waits'

export interface EmbedPause {
  /**
   * Runs `embed`, or throws at once while the embedder is left alone.
   *
   * @param embed Gets how long it may take.
   * @throws AppError `unavailable` (code `embedder_paused`), or what `embed` throws.
   */
  run<T>(embed: (deadlineMs: number) => Promise<T>): Promise<T>
}

export interface EmbedPauseOptions {
  /** For an embedder that is taken to be well. */
  deadlineMs: number
  now?: (() => number) | undefined
}

/** The first pause, and the ones after a try that failed: half a minute to be found again, few tries in a long outage. */
const PAUSE_MS = 30_000
const LATER_PAUSE_MS = 45_000
/** No waiting heals these, somebody has to do something: https://platform.openai.com/docs/guides/error-codes */
const HOPELESS = new Set(['insufficient_quota', 'unauthorized', 'not_found'])
const HOPELESS_PAUSE_MS = 60_000
/** Somebody waits for it who could have had an answer by words already. */
const TRY_DEADLINE_MS = 3_000

export function createEmbedPause({ deadlineMs, now = () => performance.now() }: EmbedPauseOptions): EmbedPause {
  let isWell = true
  let pausedUntil = 0

  return {
    async run(embed) {
      const isTry = !isWell
      if (isTry && now() < pausedUntil) throw paused()
      // Those who come while this one tries do not try as well.
      if (isTry) pausedUntil = now() + LATER_PAUSE_MS
      try {
        const result = await embed(isTry ? Math.min(TRY_DEADLINE_MS, deadlineMs) : deadlineMs)
        isWell = true
        return result
      } catch (error) {
        // Whoever left has learnt nothing: the next one may try.
        if (isTry) pausedUntil = now()
        if (isFailure(error)) {
          isWell = false
          pausedUntil = now() + pauseAfter(error, isTry)
        }
        throw error
      }
    },
  }
}

/** Not when nobody waited for it, the text was refused, or the bug is ours: they say nothing of the embedder. */
function isFailure(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== NOBODY_WAITS && error.code !== 'text_refused'
}

function pauseAfter({ code = '' }: AppError, isTry: boolean): number {
  if (HOPELESS.has(code)) return HOPELESS_PAUSE_MS
  return isTry ? LATER_PAUSE_MS : PAUSE_MS
}

function paused(): AppError {
  return new AppError('unavailable', 'The embedder failed a moment ago and is left alone for a while.', {
    code: 'embedder_paused',
    retryable: true,
  })
}
