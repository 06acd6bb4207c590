import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { type RetryOptions, withRetry } from './retry.ts'

/** Fails with the errors in turn, then answers. */
async function run(
  errors: unknown[],
  { random = () => 1, ...options }: Partial<RetryOptions> & { random?: () => number } = {},
): Promise<{ waits: number[]; tries: number }> {
  const waits: number[] = []
  let tries = 0
  const sleep = async (ms: number) => {
    waits.push(ms)
  }
  await withRetry(
    async () => {
      const error = errors[tries++]
      if (error) throw error
    },
    { attempts: 4, backoffMs: 500, waiting: { sleep, random }, ...options },
  )
  return { waits, tries }
}

const busy = (retryAfterSeconds?: number) => new AppError('upstream', 'busy', { retryable: true, retryAfterSeconds })

it('waits twice as long each time', async () => {
  expect(await run([busy(), busy(), busy()])).toEqual({ waits: [500, 1000, 2000], tries: 4 })
})

it('waits at random between half and the whole', async () => {
  expect((await run([busy()], { random: () => 0 })).waits).toEqual([250])
})

it('gives up after the attempts it was given, with the last error', async () => {
  const last = busy()
  await expect(run([busy(), busy(), busy(), last])).rejects.toBe(last)
})

it('never comes back earlier than asked, nor waits longer than a minute', async () => {
  expect((await run([busy(7)], { random: () => 0 })).waits).toEqual([7000])
  expect((await run([busy(7)])).waits).toEqual([7250])
  const late = busy(61)
  await expect(run([late])).rejects.toBe(late)
})

it.each([new AppError('upstream', 'blocked'), new Error('a bug')])(
  'does not repeat what cannot pass: %s',
  async (error) => {
    await expect(run([error])).rejects.toBe(error)
  },
)

it('leaves to the caller what the caller knows better', async () => {
  const error = busy()
  await expect(run([error], { mayRetry: () => false })).rejects.toBe(error)
})

it('tries nothing again once its signal has fired, whatever the reason calls itself', async () => {
  const reason = busy()
  await expect(run([reason], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

it('stops waiting when the signal fires', async () => {
  const leaving = new AbortController()
  const options = { attempts: 2, backoffMs: 60_000, waiting: {}, signal: leaving.signal }
  const waiting = withRetry(() => Promise.reject(busy()), options)
  setTimeout(() => leaving.abort(new Error('left')), 10)
  await expect(waiting).rejects.toThrow('left')
})
