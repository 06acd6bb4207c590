/** So many at once and so many in line; everybody else is told to come back. */
import { AppError } from '../errors.ts'

export interface Slots {
  /**
   * A place in line, or the next free one, for somebody who is not ready yet: give it back right before `take`.
   *
   * @returns gives it back; calling it again does nothing.
   * @throws AppError as `take`, at once, when all are taken or kept.
   */
  reserve(): () => void
  /**
   * @returns gives the place back; calling it again does nothing.
   * @throws AppError `unavailable`, code `busy`, when the line is full or the wait was too long; the reason of the signal.
   */
  take(signal?: AbortSignal): Promise<() => void>
  readonly taken: number
  readonly waiting: number
}

export interface SlotOptions {
  slots: number
  /** Those who may wait. */
  line: number
  maxWaitMs: number
}

export function createSlots({ slots, line, maxWaitMs }: SlotOptions): Slots {
  /** In the order they came. Each is called when it has a place. */
  const waiting = new Set<() => void>()
  let taken = 0
  let reserved = 0

  const createRelease = () => {
    let isGiven = false
    return () => {
      if (isGiven) return
      isGiven = true
      const [next] = waiting
      // A place that is wanted goes on to the next one and is free for nobody in between.
      if (next) next()
      else taken--
    }
  }
  const waitInLine = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
        waiting.delete(enter)
      }
      const enter = () => {
        leave()
        resolve()
      }
      const giveUp = () => {
        leave()
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        leave()
        reject(busy(maxWaitMs))
      }, maxWaitMs)
      signal?.addEventListener('abort', giveUp, { once: true })
      waiting.add(enter)
    })

  return {
    reserve: () => {
      if (taken + waiting.size + reserved >= slots + line) throw busy(maxWaitMs)
      reserved++
      let isKept = true
      return () => {
        if (isKept) reserved--
        isKept = false
      }
    },
    get taken() {
      return taken
    },
    get waiting() {
      return waiting.size
    },
    take: async (signal) => {
      signal?.throwIfAborted()
      if (taken < slots) taken++
      else if (waiting.size >= line) throw busy(maxWaitMs)
      else await waitInLine(signal)
      return createRelease()
    },
  }
}

function busy(maxWaitMs: number): AppError {
  return new AppError(
    'unavailable',
    'Too many answers are being written at this moment. Please ask again in a moment.',
    {
      code: 'busy',
      retryable: true,
      retryAfterSeconds: Math.ceil(maxWaitMs / 1000),
    },
  )
}
