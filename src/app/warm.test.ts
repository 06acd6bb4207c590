import { pino } from 'pino'
import { expect, it } from 'vitest'
import { aReport } from '../../test/makers.ts'
import { readConfig } from '../config.ts'
import { checkWarm, openWarmer } from './warm.ts'

const silent = pino({ level: 'silent' })
const WARMED = { questions: 1, ready: 0, renewed: 1, failed: 0, isStopped: false }

it('asks again after a sync that changed something, and not after every one of many', async () => {
  let times = 0
  const warmer = openWarmer(async () => {
    times++
    return WARMED
  }, silent)
  warmer.afterSync([aReport({ added: 0, updated: 0 })])
  for (let n = 0; n < 5; n++) warmer.afterSync([aReport({ updated: 1 })])
  await new Promise(setImmediate)
  expect(times).toBe(1)
  await warmer.close()
})

it('is stopped by the end of the service, and a failure is no reason to end it', async () => {
  const failing = openWarmer(() => Promise.reject(new Error('away')), silent)
  failing.afterSync([aReport()])
  await failing.close()
  let stopped = false
  const waiting = openWarmer(async (_, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    stopped = true
    throw signal.reason
  }, silent)
  waiting.afterSync([aReport()])
  await new Promise(setImmediate)
  await waiting.close()
  expect(stopped).toBe(true)
})

it('by hand needs a place where others find what was made ready', () => {
  expect(() => checkWarm(readConfig({}))).toThrow(/REDIS_URL/)
  expect(() => checkWarm(readConfig({ REDIS_URL: 'redis://x', CACHE_TTL_SECONDS: '0' }))).toThrow(/CACHE_TTL_SECONDS/)
  expect(() => checkWarm(readConfig({ REDIS_URL: 'redis://x' }))).not.toThrow()
})
