import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seal, unseal } from './sealed.ts'

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))

it('gives back what was sealed under the same key, and under no other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), bytes, (key, other, value) => {
      expect(unseal(key, seal(key, value))).toEqual(value)
      if (other !== key) expect(unseal(other, seal(key, value))).toBeNull()
    }),
  )
})

it('takes no bytes that were cut off, changed or never sealed', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, place, change) => {
      const sealed = seal('key', value)
      const at = place % sealed.length
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ change
      expect(unseal('key', sealed.subarray(0, at))).toBeNull()
      expect(unseal('key', changed)).toBeNull()
      expect(unseal('key', value)).toBeNull()
    }),
  )
})
