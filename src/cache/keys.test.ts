import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cacheKey } from './keys.ts'

const part = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '|', '1', 's1:', 'l0:', 'z', 'a|b', '\uD800', '\uFFFD'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const parts = fc.array(fc.oneof(part, fc.array(part, { maxLength: 3 })), { maxLength: 4 })

it('gives two lists of parts one name only when they are equal', () => {
  const seen = new Map<string, string>()
  fc.assert(
    fc.property(parts, (list) => {
      const key = cacheKey('test', list)
      const text = JSON.stringify(list)
      expect(seen.get(key) ?? text).toBe(text)
      seen.set(key, text)
    }),
    { numRuns: 20_000 },
  )
})

it('tells parts apart wherever the border between them is, and of whatever type they are', () => {
  const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], [['ab'], 'c'], [['ab', 'c']], ['1'], [1], [true], ['t'], [null], []]
  expect(new Set(lists.map((list) => cacheKey('test', list))).size).toBe(lists.length)
})

it('shows its kind and nothing of its parts', () => {
  expect(cacheKey('answer', ['how do I reset my password?'])).toMatch(/^askpress:\d+:answer:[\w-]{43}$/)
})
