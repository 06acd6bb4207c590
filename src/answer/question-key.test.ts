import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise, questionKey } from './question-key.ts'

const BY = { model: 'm', version: '1' }
const keyOf = (question: string, siteIds = [1], filters = {}) => questionKey({ question, filters }, siteIds, BY)

describe('one question', () => {
  it.each([
    ['How hot is it?', 'how hot is it'],
    ['How  hot\tis it ?', 'how hot is it ?'],
    ['ＨＯＷ hot is it？？', 'how hot is it'],
    ['كيف حالك؟', 'كيف حالك'],
    ['Cafe\u0301s.', 'cafés'],
    ['ﬁring…', 'firing'],
  ])('%s is %s', (written, normal) => {
    expect(normalise(written)).toBe(normal)
  })

  it('is asked of the same sites and by the same filters, in whatever order', () => {
    const one = keyOf('a', [2, 1], { type: ['post', 'page'], after: new Date(5) })
    const other = keyOf('A?', [1, 2], { after: new Date(5), type: ['page', 'post', 'post'], tag: undefined })
    expect(one).toBe(other)
  })
})

describe('two questions', () => {
  it.each([
    ['What is C?', 'What is C#?'],
    ['What is C', 'What is C++'],
    ['What does ?? do', 'What does ? do'],
    ['What is ??', 'What is ?'],
    ['What is 5!', 'What is 5'],
    ['What is 10² m', 'What is 102 m'],
    ['How much is ½', 'How much is 12'],
    ['Welche Maße?', 'Welche Masse?'],
    ['ab c', 'a bc'],
    ['résumé', 'resume'],
  ])('%s and %s stay two', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other))
  })

  it('are told apart by sites, filters, model and version', () => {
    const keys = [
      keyOf('a'),
      keyOf('a', [2]),
      keyOf('a', [1, 2]),
      keyOf('a', [12]),
      keyOf('a', [1], { type: ['post'] }),
      keyOf('a', [1], { category: ['post'] }),
      keyOf('a', [1], { type: ['po', 'st'] }),
      keyOf('a', [1], { after: new Date(0) }),
      keyOf('a', [1], { before: new Date(0) }),
      questionKey({ question: 'a', filters: {} }, [1], { model: 'n', version: '1' }),
      questionKey({ question: 'a', filters: {} }, [1], { model: 'm', version: '2' }),
      questionKey({ question: 'a', filters: {} }, [1], { model: 'm1', version: '' }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('never meet in a fuzz of keys', () => {
    const names = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'ab', 'a,b', '1', ''), { maxLength: 3 }), {
      nil: undefined,
    })
    const asked = fc.record({
      question: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('a', 'b', 'a b', '1', '[1]')),
      siteIds: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
      filters: fc.record({ type: names, tag: names, language: names }),
      model: fc.constantFrom('m', 'm1', '', 'a'),
      version: fc.constantFrom('1', '', 'a', 'm'),
    })
    const seen = new Map<string, string>()
    fc.assert(
      fc.property(asked, ({ question, siteIds, filters, model, version }) => {
        const sorted = Object.values(filters).map((values) => values?.toSorted() ?? null)
        const meaning = JSON.stringify([normalise(question), siteIds.toSorted((a, b) => a - b), sorted, model, version])
        const key = questionKey({ question, filters }, siteIds, { model, version })
        expect(seen.get(key) ?? meaning).toBe(meaning)
        seen.set(key, meaning)
      }),
      { numRuns: Number(process.env['KEY_FUZZ_RUNS'] ?? 10_000) },
    )
    expect(seen.size).toBeGreaterThan(100)
  })
})
