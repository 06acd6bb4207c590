import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scrub } from './scrub.ts'

it.each([
  ['a whole word', 'no hit for kiln here', ['kiln'], 'no hit for […] here'],
  ['a whole sentence', 'failed on "Where is the old kiln?"', ['Where is the old kiln?'], 'failed on "[…]"'],
  ['the beginning of it', 'near "Where is the ol…', ['Where is the old kiln?'], 'near "[…]…'],
  ['the middle of it', 'near …e is the old kil…', ['Where is the old kiln?'], 'near …[…]…'],
  ['every occurrence', 'kiln, kiln', ['kiln'], '[…], […]'],
  ['nothing that is not there', 'The database is away.', ['Where is the old kiln?'], 'The database is away.'],
  ['nothing as short as a syllable', 'it is in', ['is'], 'it is in'],
])('takes out %s', (_what, text, words, expected) => {
  expect(scrub(text, words)).toBe(expected)
})

it('leaves no run of twelve characters of anything, wherever it was put', () => {
  const word = fc.string({ minLength: 12, maxLength: 60, unit: fc.constantFrom('a', 'b', 'c', ' ') })
  fc.assert(
    fc.property(word, fc.string(), fc.string(), fc.nat(20), (secret, before, after, from) => {
      const part = secret.slice(Math.min(from, secret.length - 12))
      const safe = scrub(before + part + after, [secret])
      for (let at = 0; at + 12 <= part.length; at++) expect(safe).not.toContain(part.slice(at, at + 12))
    }),
  )
})
