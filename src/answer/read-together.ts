/** One read for all who ask at the same time: at thousands of questions a second, a statement for each costs too much. */

interface Batch<Asked, Result> {
  asked: Asked[]
  result: PromiseWithResolvers<Result>
}

export interface ReadTogetherOptions {
  /** From the start of one read to that of the next. Default 2: a lone question never waits, thousands share 500 reads. */
  gapMs?: number
  now?: () => number
}

/**
 * Puts together what is asked in one turn of the event loop, while another read is under way and shortly after one began.
 * Whoever asks gets the result of a read that began after he did.
 *
 * @param read Gets everything that was asked for, perhaps some of it twice.
 */
export function readTogether<Asked, Result>(
  read: (asked: Asked[]) => Promise<Result>,
  { gapMs = 2, now = () => performance.now() }: ReadTogetherOptions = {},
): (asked: readonly Asked[]) => Promise<Result> {
  let waiting: Batch<Asked, Result> | null = null
  let isReading = false
  let nextAt = 0

  const run = async (batch: Batch<Asked, Result>) => {
    waiting = null
    isReading = true
    nextAt = now() + gapMs
    await read(batch.asked).then(batch.result.resolve, batch.result.reject)
    isReading = false
    if (waiting) start(waiting)
  }
  const start = (batch: Batch<Asked, Result>) => {
    const waitMs = nextAt - now()
    if (waitMs > 0) setTimeout(run, waitMs, batch)
    else setImmediate(run, batch)
  }

  return (asked) => {
    if (!waiting) {
      waiting = { asked: [], result: Promise.withResolvers() }
      if (!isReading) start(waiting)
    }
    waiting.asked.push(...asked)
    return waiting.result.promise
  }
}
