import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hintOf, makeKey, readKind } from './format.ts'

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array))
const kinds = fc.constantFrom('secret' as const, 'browser' as const, 'ingest' as const)

it('is read again as the kind it was made as, whatever its bytes', () => {
  fc.assert(
    fc.property(kinds, bytes, (kind, random) => {
      const key = makeKey(kind, random)
      expect(key).toMatch(/^ap_(sk|pk|ik)_[0-9A-Za-z]{49}$/)
      expect(readKind(key)).toBe(kind)
    }),
  )
})

it('holds all the bytes: the least and the most there can be, and 10,000 in between, are all different', () => {
  const extremes = [Buffer.alloc(32, 0), Buffer.alloc(32, 0xff)].map((random) => makeKey('secret', random))
  const made = Array.from({ length: 10_000 }, () => makeKey('secret'))

  expect(extremes.map((key) => key.length)).toEqual([55, 55])
  expect(new Set([...extremes, ...made]).size).toBe(10_002)
})

it('is not read when one character is another, two are swapped, or the prefix is of another kind', () => {
  fc.assert(
    fc.property(bytes, fc.nat(54), fc.constantFrom(...'aZ0_9x'), (random, place, other) => {
      const key = makeKey('secret', random)
      const wrong = key.slice(0, place) + other + key.slice(place + 1)
      fc.pre(wrong !== key)
      expect(readKind(wrong)).toBeNull()
    }),
  )
  const key = makeKey('ingest', Buffer.from('0123456789abcdef0123456789abcdef'))
  expect(readKind(key.replace('ap_ik_', 'ap_sk_'))).toBeNull()
  expect(readKind(`${key.slice(0, 20)}${key[21]}${key[20]}${key.slice(22)}`)).toBeNull()
})

it.each(['', 'ap_sk_', 'ap_xk_', 'key-for-the-site', `ap_sk_${'a'.repeat(49)}`, `ap_sk_${'a'.repeat(50_000)}`])(
  'does not read %j',
  (text) => {
    expect(readKind(text)).toBeNull()
  },
)

it('leaves the checksum as it is for ever: keys that were given out must stay valid', () => {
  expect(makeKey('secret', Buffer.alloc(32, 1))).toMatchInlineSnapshot(
    `"ap_sk_0El6XFXwsUFD8J2vGxsaboW7rZYnQRBP5d9erwRwd293Q0Wh0"`,
  )
})

it('is hinted at by its ends', () => {
  const key = makeKey('browser')
  expect(hintOf(key)).toBe(`${key.slice(0, 10)}…${key.slice(-4)}`)
})
