/**
 * One stream for all who ask the same at the same time: it is made once, everybody reads it from the beginning at a pace
 * of his own, and it is given up when nobody is left.
 */
import { AppError } from '../errors.ts'
import { orAborted } from '../retrieval/or-aborted.ts'

export interface Boarding<T> {
  /** Makes the stream; the signal is aborted when the last reader has left. */
  start(signal: AbortSignal): AsyncIterable<T>
  /**
   * Asked by whoever comes when the stream is under way already: with its first value, whether all it was made from is
   * still true for him. If not, a new stream is started, for all who come to that conclusion.
   */
  mayJoin(first: T): Promise<boolean>
  /** Of this reader. */
  signal?: AbortSignal | undefined
}

export interface Flights<T> {
  /** @throws what the stream throws, for every reader; the reason of the reader's own signal. */
  join(key: string, boarding: Boarding<T>): AsyncGenerator<T, void, undefined>
  /** Resolves when what was still to be done after the last value of each is done. */
  settle(): Promise<void>
}

export interface FlightOptions<T> {
  /** The value after which readers need nothing more, although the stream may have something left to do. */
  isLast(value: T): boolean
  /** What one stream may hold. Default 20,000: far more than sentences and citations of any answer. */
  maxValues?: number
}

interface Flight<T> {
  /** Place in the order of arrivals and starts. */
  startedAt: number
  values: T[]
  readers: number
  /** All that readers wait for has come, or never will. */
  isComplete: boolean
  failure: { error: unknown } | null
  /** Replaced at every change. */
  changed: PromiseWithResolvers<void>
  stop: AbortController
}

export function createFlights<T>({ isLast, maxValues = 20_000 }: FlightOptions<T>): Flights<T> {
  const flying = new Map<string, Flight<T>>()
  const ending = new Set<Promise<void>>()
  let clock = 0

  const land = (key: string, flight: Flight<T>) => {
    if (flying.get(key) === flight) flying.delete(key)
  }
  const takeOff = (key: string, start: Boarding<T>['start']): Flight<T> => {
    const flight: Flight<T> = {
      startedAt: clock++,
      values: [],
      readers: 0,
      isComplete: false,
      failure: null,
      changed: Promise.withResolvers(),
      stop: new AbortController(),
    }
    flying.set(key, flight)
    // Never rejects. What is left to do after the last value belongs to the flight: until then others may join.
    const end = fly(flight, start(flight.stop.signal)).then(() => {
      land(key, flight)
      ending.delete(end)
    })
    ending.add(end)
    return flight
  }
  const fly = async (flight: Flight<T>, values: AsyncIterable<T>) => {
    try {
      for await (const value of values) {
        if (flight.values.length >= maxValues) throw new AppError('upstream', 'The answer would not end.')
        flight.values.push(value)
        if (isLast(value)) flight.isComplete = true
        announce(flight)
      }
    } catch (error) {
      // What goes wrong after the last value is nobody's concern.
      if (!flight.isComplete) flight.failure = { error }
    }
    flight.isComplete = true
    announce(flight)
  }
  const leave = (key: string, flight: Flight<T>) => {
    flight.readers--
    if (flight.readers > 0 || flight.isComplete) return
    // At once: whoever comes now must not get what is being stopped.
    land(key, flight)
    flight.stop.abort(new AppError('unavailable', 'Nobody waits for this answer any more.', { code: 'nobody_waits' }))
  }

  return {
    async *join(key, { start, mayJoin, signal }) {
      signal?.throwIfAborted()
      const arrivedAt = clock++
      for (;;) {
        const flight = flying.get(key) ?? takeOff(key, start)
        flight.readers++
        try {
          const isEarly = arrivedAt < flight.startedAt
          if (isEarly || (await maySee(flight, mayJoin, signal))) return yield* read(flight, signal)
        } finally {
          leave(key, flight)
        }
        // Others may have found out before, and started the one that is right for all of them.
        land(key, flight)
      }
    },
    settle: async () => {
      await Promise.all(ending)
    },
  }
}

function announce<T>(flight: Flight<T>): void {
  flight.changed.resolve()
  flight.changed = Promise.withResolvers()
}

async function maySee<T>(flight: Flight<T>, mayJoin: Boarding<T>['mayJoin'], signal?: AbortSignal): Promise<boolean> {
  for await (const first of read(flight, signal)) return mayJoin(first)
  return false
}

async function* read<T>(flight: Flight<T>, signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
  for (let next = 0; ; ) {
    for (; next < flight.values.length; next++) {
      // Without the check, values that are there already would be read to the end by somebody who has left.
      signal?.throwIfAborted()
      yield flight.values[next] as T
    }
    if (flight.isComplete) break
    await orAborted(flight.changed.promise, signal)
  }
  if (flight.failure) throw flight.failure.error
}
