/** Hangs up on clients that do not take their answer: what waits for them costs memory, and a place among the streams. */
import type { FastifyInstance } from 'fastify'
import { onClose } from './on-close.ts'

export interface ReadingTimes {
  /** Without a byte taken while there are some to take. Default 30,000. */
  stallMs?: number
  /** For a whole answer, however steadily it is taken. Default 90,000: half as long again as any answer may work. */
  wholeMs?: number
}

export function hangUpOnSlowReaders(app: FastifyInstance, times: ReadingTimes = {}): void {
  const { stallMs = 30_000, wholeMs = 90_000 } = times
  app.addHook('onRequest', async (_request, { raw }) => {
    const wall = setTimeout(() => raw.destroy(), wholeMs).unref()
    onClose(raw, () => clearTimeout(wall))
    // Node calls this when nothing has moved in either direction. While an answer is being made that is as it should be:
    // only who leaves bytes lying is late. The timer starts anew with the next byte.
    raw.setTimeout(stallMs, () => {
      if ((raw.socket?.writableLength ?? 0) > 0) raw.destroy()
    })
  })
}
