import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { builtinFiles } from './builtin-files.ts'
import { createTokenizer, UNKNOWN, type Vocabulary } from './sentencepiece.ts'

const marks: Vocabulary = Array.from({ length: 6 }, (_, i) => [`mark${i}`, 0] as const)

describe('with a small vocabulary', () => {
  const vocabulary: Vocabulary = [...marks, ['▁', -4], ['▁a', -3], ['b', -3], ['▁ab', -5], ['c', -4], ['abc', -1]]
  const { encode, count } = createTokenizer(vocabulary)
  const pieces = (text: string) => encode(text).map((id) => vocabulary[id]?.[0])

  it('takes the split whose probabilities multiply to most, not the longest first piece', () => {
    expect(pieces('ab')).toEqual(['▁ab'])
    // ▁ab + c costs 9, ▁ + abc costs 5.
    expect(pieces('abc')).toEqual(['▁', 'abc'])
  })

  it('begins every word with the mark of a space, whatever white space stood there', () => {
    expect(pieces('  a\n\t a ')).toEqual(['▁a', '▁a'])
  })

  it('makes one unknown piece of a run of unknown characters and counts each of them', () => {
    expect(encode('a日本b😀')).toEqual([7, UNKNOWN, 8, UNKNOWN])
    expect(count('a日本b😀')).toBe(5)
  })

  it('finds nothing in an empty text', () => {
    expect(encode(' \n ')).toEqual([])
    expect(count('')).toBe(0)
  })
})

describe('with the vocabulary of the built-in model', () => {
  const vocabulary: Vocabulary = JSON.parse(readFileSync(builtinFiles().vocabulary, 'utf8'))
  const { encode, count } = createTokenizer(vocabulary)

  // Compared with the reference implementation, which sentencepiece.ts names.
  it.each([
    ['Hello, world!', ['▁H', 'ello', ',', '▁world', '!']],
    // Equal ways: the later start wins.
    ['#fff; ---- ça c\u0327a', ['▁#', 'ff', 'f', ';', '▁-', '---', '▁', 'ç', 'a', '▁', 'ç', 'a']],
    ['How do I cancel my subscription?', ['▁How', '▁do', '▁I', '▁cancel', '▁my', '▁sub', 'script', 'ion', '?']],
  ])('splits %j as it was trained to', (text, expected) => {
    expect(encode(text).map((id) => vocabulary[id]?.[0])).toEqual(expected)
  })

  it('counts 300 tokens in well under a millisecond', () => {
    const text = 'The quick brown fox jumps over the lazy dog, and nobody in the village has an explanation. '.repeat(
      15,
    )
    expect(count(text)).toBeGreaterThan(290)
    for (let i = 0; i < 200; i++) count(text)
    const startedAt = performance.now()
    for (let i = 0; i < 100; i++) count(text)
    // Measured: 0.1 to 0.2 ms. The bound leaves room for a machine that is busy with other things.
    expect((performance.now() - startedAt) / 100).toBeLessThan(3)
  })

  it('stays linear on a long word without a break', () => {
    expect(count('a'.repeat(100_000))).toBeGreaterThan(10_000)
  })
})
