import { expect, it } from 'vitest'
import { type Limited, policiesFor } from './policies.ts'

const SETTINGS = { perMinute: 60, burst: null, isOpenLimited: false }

function limitsOf(request: Partial<Limited>, settings: Partial<typeof SETTINGS> | { burst: number } = {}) {
  const whole: Limited = { key: null, network: '192.0.2.1', use: 'read', ...request }
  return policiesFor(whole, { ...SETTINGS, ...settings }).map(
    ({ title, name, rate }) => `${title} ${name} ${rate.limit}/${rate.windowMs / 1000}`,
  )
}

const aKey = (change: Partial<NonNullable<Limited['key']>> = {}) => ({
  ...{ id: '7', kind: 'secret' as const, ratePerMinute: null },
  ...change,
})

it('gives a key the general rate or its own, and its address five keys of that', () => {
  expect(limitsOf({ key: aKey() })).toEqual(['minute key:7 60/60', 'address address:192.0.2.1 300/60'])
  expect(limitsOf({ key: aKey({ ratePerMinute: 600 }) })).toEqual([
    'minute key:7 600/60',
    'address address:192.0.2.1 3000/60',
  ])
  expect(limitsOf({ key: aKey({ ratePerMinute: 6 }) })[1]).toBe('address address:192.0.2.1 300/60')
})

it('gives one visitor of a page the general rate, and all of them the rate of the key', () => {
  expect(limitsOf({ key: aKey({ kind: 'browser', ratePerMinute: 6_000 }) })).toEqual([
    'minute key:7 6000/60',
    'address address:192.0.2.1 60/60',
  ])
})

it('adds a second limit of ten seconds where one is set', () => {
  expect(limitsOf({ key: aKey() }, { burst: 20 })[1]).toBe('burst key:7:burst 20/10')
})

it('limits nobody on a service without keys, unless a limit was set', () => {
  expect(limitsOf({})).toEqual([])
  expect(limitsOf({}, { isOpenLimited: true })).toEqual(['minute address:192.0.2.1 60/60'])
})

it('lets ten times as many edits be told of, by key or, signed, by address', () => {
  expect(limitsOf({ key: aKey(), use: 'ingest' })).toEqual(['ingest key:7:ingest 600/60'])
  expect(limitsOf({ use: 'ingest' })).toEqual(['ingest address:192.0.2.1:ingest 600/60'])
})
