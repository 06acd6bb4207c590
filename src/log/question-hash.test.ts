import { expect, it } from 'vitest'
import { createQuestionHash } from './question-hash.ts'

const DAY_MS = 86_400_000

it('is the same for what people mean the same, and another for anything else', () => {
  const hash = createQuestionHash()
  expect(hash('Where is  the KILN?')).toMatch(/^[0-9a-f]{16}$/)
  expect(hash('Where is  the KILN?')).toBe(hash('where is the kiln?'))
  expect(hash('Where is the kiln?')).not.toBe(hash('Where was the kiln?'))
})

it('is another one on another day, and in another process', () => {
  let time = 0
  const hash = createQuestionHash({ now: () => time })
  const monday = hash('kiln')
  time = DAY_MS - 1
  expect(hash('kiln')).toBe(monday)
  time = DAY_MS
  expect(hash('kiln')).not.toBe(monday)
  expect(createQuestionHash({ now: () => 0 })('kiln')).not.toBe(monday)
})

it('depends on its key alone', () => {
  const of = (byte: number) => createQuestionHash({ now: () => 0, makeKey: () => Buffer.alloc(32, byte) })('kiln')
  expect(of(1)).toBe(of(1))
  expect(of(1)).not.toBe(of(2))
})
