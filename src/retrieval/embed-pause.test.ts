import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { createEmbedPause, NOBODY_WAITS } from './embed-pause.ts'

const away = new AppError('unavailable', 'away')

function aPause() {
  const clock = { now: 0 }
  const pause = createEmbedPause({ deadlineMs: 10_000, now: () => clock.now })
  const fail = (error: unknown = away) => pause.run(() => Promise.reject(error)).catch((thrown) => thrown)
  const isAsked = async () => (await pause.run(async () => 'asked').catch(() => 'paused')) === 'asked'
  return { clock, pause, fail, isAsked }
}

it('pauses for half a minute, and a little longer when the try after it fails as well', async () => {
  const { clock, fail, isAsked } = aPause()
  await fail()
  clock.now = 29_999
  expect(await isAsked()).toBe(false)
  clock.now = 30_000
  expect(await fail()).toBe(away)
  clock.now = 74_999
  expect(await isAsked()).toBe(false)
  clock.now = 75_000
  expect(await isAsked()).toBe(true)
  expect(await isAsked()).toBe(true)
})

it('has little patience with a try', async () => {
  const { clock, pause, fail } = aPause()
  const deadlines: number[] = []
  const note = async (deadlineMs: number) => deadlines.push(deadlineMs)
  await pause.run(note)
  await fail()
  clock.now = 30_000
  await pause.run(note)
  await pause.run(note)
  expect(deadlines).toEqual([10_000, 3_000, 10_000])
})

it.each(['insufficient_quota', 'unauthorized'])('asks an embedder that says %s once a minute', async (code) => {
  const { clock, fail, isAsked } = aPause()
  await fail(new AppError('upstream', 'no', { code }))
  clock.now = 59_999
  expect(await isAsked()).toBe(false)
  clock.now = 60_000
  expect(await isAsked()).toBe(true)
})

it.each([
  ['a text the model refuses', new AppError('upstream', 'too long', { code: 'text_refused' })],
  ['an asker who left', new AppError('unavailable', 'left', { code: NOBODY_WAITS })],
  ['a bug of ours', new TypeError('undefined is not a function')],
])('does not pause for %s, not even when it was the one that tried', async (_, error) => {
  const { clock, fail, isAsked } = aPause()
  await fail(error)
  expect(await isAsked()).toBe(true)
  await fail()
  clock.now = 30_000
  await fail(error)
  expect(await isAsked()).toBe(true)
})
