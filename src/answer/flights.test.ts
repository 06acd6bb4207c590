import { describe, expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { type Boarding, createFlights } from './flights.ts'

/** A stream that a test feeds by hand. `last` is its last value. */
function aStream() {
  const values: string[] = []
  let failure: Error | null = null
  let more = Promise.withResolvers<void>()
  let starts = 0
  const signals: AbortSignal[] = []
  const wake = () => {
    more.resolve()
    more = Promise.withResolvers()
  }
  return {
    send: (...sent: string[]) => {
      values.push(...sent)
      wake()
    },
    fail: (error: Error) => {
      failure = error
      wake()
    },
    starts: () => starts,
    signals,
    async *start(signal: AbortSignal) {
      starts++
      signals.push(signal)
      for (let next = 0; ; ) {
        for (; next < values.length; next++) yield values[next] ?? ''
        if (failure) throw failure
        if (values.at(-1) === 'last') return
        await more.promise
      }
    },
  }
}

const createTestFlights = () => createFlights<string>({ isLast: (value) => value === 'last', maxValues: 100 })

const boarding = (start: Boarding<string>['start'], mayJoin = true): Boarding<string> => ({
  start,
  mayJoin: async () => mayJoin,
})

/** Lets everything run that can run without new input. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('one flight for all', () => {
  it('starts one stream for a hundred readers, and late ones get it from the beginning', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    const early = Array.from({ length: 99 }, () => Array.fromAsync(flights.join('q', boarding(stream.start))))
    stream.send('one', 'two')
    await settle()
    const late = Array.fromAsync(flights.join('q', boarding(stream.start)))
    await settle()
    stream.send('last')

    for (const values of await Promise.all([...early, late])) expect(values).toEqual(['one', 'two', 'last'])
    expect(stream.starts()).toBe(1)
  })

  it('starts one for each key, and anew when the one before has ended', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    stream.send('last')
    for (const key of ['a', 'b', 'a']) {
      await Array.fromAsync(flights.join(key, boarding(stream.start)))
      await flights.settle()
    }

    expect(stream.starts()).toBe(3)
  })

  it('is not held up by a reader that does not read', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    const slow = flights.join('q', boarding(stream.start))
    stream.send('one')
    await slow.next()
    const quick = Array.fromAsync(flights.join('q', boarding(stream.start)))
    await settle()
    stream.send('two', 'last')

    expect(await quick).toEqual(['one', 'two', 'last'])
    expect(await Array.fromAsync(slow)).toEqual(['two', 'last'])
  })

  it('lets readers go with the last value, and is open to others until all is done', async () => {
    const flights = createTestFlights()
    const keeping = Promise.withResolvers<void>()
    let starts = 0
    const start = async function* () {
      starts++
      yield 'last'
      await keeping.promise
    }
    const first = await Array.fromAsync(flights.join('q', boarding(start)))
    const second = await Array.fromAsync(flights.join('q', boarding(start)))
    expect([first, second, starts]).toEqual([['last'], ['last'], 1])
    keeping.resolve()
    await flights.settle()
    await Array.fromAsync(flights.join('q', boarding(start)))
    expect(starts).toBe(2)
  })
})

describe('leaving', () => {
  it('stops the stream when the last reader leaves, not before, and forgets it at once', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    const [one, other] = [new AbortController(), new AbortController()]
    const readers = [one, other].map(({ signal }) =>
      Array.fromAsync(flights.join('q', { ...boarding(stream.start), signal })),
    )
    stream.send('one')
    await settle()
    one.abort(new AppError('unavailable', 'left'))
    await expect(readers[0]).rejects.toThrow('left')
    expect(stream.signals[0]?.aborted).toBe(false)
    other.abort(new AppError('unavailable', 'left as well'))
    await expect(readers[1]).rejects.toThrow('left as well')

    expect(stream.signals[0]?.aborted).toBe(true)
    stream.send('last')
    expect(await Array.fromAsync(flights.join('q', boarding(stream.start)))).toEqual(['one', 'last'])
    expect(stream.starts()).toBe(2)
  })

  it('counts one who stops reading as gone', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    stream.send('one')
    for await (const _ of flights.join('q', boarding(stream.start))) break

    expect(stream.signals[0]?.aborted).toBe(true)
  })

  it('starts nothing for one who has left already', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    const signal = AbortSignal.abort(new AppError('unavailable', 'left'))

    await expect(Array.fromAsync(flights.join('q', { ...boarding(stream.start), signal }))).rejects.toThrow('left')
    expect(stream.starts()).toBe(0)
  })
})

describe('errors', () => {
  it('reach all who read, also those who wait for the first value', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    const readers = [1, 2, 3].map(() => Array.fromAsync(flights.join('q', boarding(stream.start))))
    const outcomes = Promise.allSettled(readers)
    await settle()
    stream.fail(new AppError('upstream', 'broken'))

    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: 'broken' } })
  })

  it('are not kept for those who come later', async () => {
    const [flights, broken, whole] = [createTestFlights(), aStream(), aStream()]
    broken.fail(new AppError('upstream', 'broken'))
    await expect(Array.fromAsync(flights.join('q', boarding(broken.start)))).rejects.toThrow('broken')
    whole.send('last')

    expect(await Array.fromAsync(flights.join('q', boarding(whole.start)))).toEqual(['last'])
  })

  it('end a stream that would not', async () => {
    const flights = createTestFlights()
    let sent = 0
    const start = async function* () {
      for (;;) {
        sent++
        yield 'more'
      }
    }
    await expect(Array.fromAsync(flights.join('q', boarding(start)))).rejects.toThrow('would not end')
    expect(sent).toBe(101)
  })
})

describe('one who comes late', () => {
  it('gets a new stream when the one under way is not true for him any more, and others share it', async () => {
    const [flights, old, fresh] = [createTestFlights(), aStream(), aStream()]
    const first = Array.fromAsync(flights.join('q', boarding(old.start)))
    old.send('old')
    await settle()
    const late = [1, 2, 3].map(() => Array.fromAsync(flights.join('q', boarding(fresh.start, false))))
    await settle()
    fresh.send('new', 'last')
    old.send('last')

    expect(await first).toEqual(['old', 'last'])
    for (const values of await Promise.all(late)) expect(values).toEqual(['new', 'last'])
    expect([old.starts(), fresh.starts()]).toEqual([1, 1])
  })

  it('is asked with the first value, once that is there', async () => {
    const [flights, stream] = [createTestFlights(), aStream()]
    const seen: string[] = []
    const first = Array.fromAsync(flights.join('q', boarding(stream.start)))
    await settle()
    const mayJoin = async (value: string) => seen.push(value) > 0
    const late = Array.fromAsync(flights.join('q', { start: stream.start, mayJoin }))
    await settle()
    expect(seen).toEqual([])
    stream.send('one', 'last')

    expect([await first, await late, seen]).toEqual([['one', 'last'], ['one', 'last'], ['one']])
  })
})
