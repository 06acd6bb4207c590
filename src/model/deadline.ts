/** One signal for all that can end a call: the caller's own, no first word in time, a stall, too long altogether. */
import { AppError } from '../errors.ts'
import type { Deadlines } from './language-model.ts'

export const DEADLINES: Deadlines = { firstMs: 20_000, stallMs: 15_000, wholeMs: 60_000 }

export interface Deadline {
  /** Its reason is that of the caller's signal, or AppError `timeout`, code `no_first_word`, `stalled` or `too_slow`. */
  readonly signal: AbortSignal
  /** From now on a stall counts, until the next call of `pause`. */
  watch(): void
  /** Whoever reads the text may take as long as the whole allows. */
  pause(): void
  /** Ends the call, if it has not ended, and all timers. */
  stop(): void
}

/** Starts with the time for the first word. @param name Of the model and its server. */
export function startDeadline(name: string, deadlines: Deadlines, caller: AbortSignal | undefined): Deadline {
  const ending = new AbortController()
  const end = (ms: number, what: string, code: string) => () => {
    const message = `${name} ${what} within ${Math.round(ms / 1000)} s.`
    ending.abort(new AppError('timeout', message, { code, retryable: true }))
  }
  const leave = () => ending.abort(caller?.reason)
  if (caller?.aborted) leave()
  caller?.addEventListener('abort', leave, { once: true })
  const whole = setTimeout(end(deadlines.wholeMs, 'did not end its answer', 'too_slow'), deadlines.wholeMs)
  let stall = setTimeout(end(deadlines.firstMs, 'did not begin to answer', 'no_first_word'), deadlines.firstMs)
  return {
    signal: ending.signal,
    watch: () => {
      clearTimeout(stall)
      stall = setTimeout(
        end(deadlines.stallMs, 'stopped in the middle and did not go on', 'stalled'),
        deadlines.stallMs,
      )
    },
    pause: () => clearTimeout(stall),
    stop: () => {
      clearTimeout(whole)
      clearTimeout(stall)
      caller?.removeEventListener('abort', leave)
      ending.abort()
    },
  }
}
