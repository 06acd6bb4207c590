import { expect, it } from 'vitest'
import { ADDRESSES, HTML, MARKDOWN, UNSEEN } from '../../../test/attacks/payloads.ts'
import { findActive } from '../../../test/attacks/worst-renderer.ts'
import { harmlessRun, urlAt } from './quote.ts'

const KNOWN = { hosts: new Set(['kiln.test']), isKnownEmail: (email: string) => email === 'info@kiln.test' }

it('opens a page at short words whole, and at long ones by their beginning and end', () => {
  expect(urlAt('https://kiln.test/a', 'fired at 1,220 to 1,280 °C')).toBe(
    'https://kiln.test/a#:~:text=fired%20at%201%2C220%20to%201%2C280%20%C2%B0C',
  )
  expect(urlAt('https://kiln.test/a#b', 'one two three four five six seven eight nine ten eleven')).toBe(
    'https://kiln.test/a#b:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven',
  )
})

it('writes what has a meaning in a text fragment so that it has none', () => {
  expect(urlAt('https://kiln.test/', 'a-b, c & d (e) 100 %')).toBe(
    'https://kiln.test/#:~:text=a%2Db%2C%20c%20%26%20d%20%28e%29%20100%20%25',
  )
  expect(urlAt('https://kiln.test/', 'half \ud800 of one')).toContain('half%20%EF%BF%BD%20of')
})

it('leaves the address alone without words, and where there is a text fragment', () => {
  expect(urlAt('https://kiln.test/#a', '')).toBe('https://kiln.test/#a')
  expect(urlAt('https://kiln.test/#a:~:text=b', 'some words')).toBe('https://kiln.test/#a:~:text=b')
})

it('quotes words as they stand, cut where they are more than words', () => {
  expect(harmlessRun('Write to info@kiln.test, or call us.', KNOWN)).toBe('Write to info@kiln.test, or call us.')
  expect(harmlessRun('Read more at https://evil.test/x about all the boats we have.', KNOWN)).toBe(
    'about all the boats we have.',
  )
  expect(harmlessRun('As said before.[12] The boat leaves at five.', KNOWN)).toBe('The boat leaves at five.')
})

it.each([...ADDRESSES, ...MARKDOWN, ...HTML, ...UNSEEN])('quotes nothing alive of %j', (attack) => {
  for (const text of [attack, `The boat ${attack} leaves at five`, `The boat leaves at five${attack}`]) {
    const quote = harmlessRun(text, KNOWN)
    expect(text).toContain(quote)
    expect(findActive(quote)).toEqual([])
  }
})
