import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countCl100k } from '../tokens/cl100k.ts'
import { createMeter } from './meter.ts'

const ENGLISH = 'The keeper lit the lamp at dusk, and it burned until the morning came over the sea. '.repeat(40)
/** 1,400 tokens to cl100k, some 500 to the tokenizers of today's models. */
const HINDI = 'दीपक पूरी रात जलता है और सुबह तक समुद्र के ऊपर चमकता रहता है। '.repeat(22)

it('counts the same however the text comes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 200, maxLength: 200 }), (lengths) => {
      const meter = createMeter(1e6)
      let start = 0
      for (const length of lengths) {
        meter.add(ENGLISH.slice(start, start + length))
        start += length
      }
      expect(meter.tokens()).toBe(countCl100k(ENGLISH.slice(0, start)))
    }),
    { numRuns: 50 },
  )
})

it('says when the bound is passed, to the token', () => {
  const words = ENGLISH.split(/(?= )/)
  const meter = createMeter(100)
  const kept = words.filter((word) => meter.add(word))
  expect(kept.length).toBeGreaterThan(80)
  const fitting = words.findIndex((_, i) => countCl100k(words.slice(0, i + 1).join('')) > 100)
  expect(kept.length).toBe(fitting)
})

it('does not cut a text whose own model counts a third of its tokens', () => {
  expect(countCl100k(HINDI)).toBeGreaterThan(1_200)
  const meter = createMeter(600)
  expect([...HINDI].every((letter) => meter.add(letter))).toBe(true)
})
