import { expect, it } from 'vitest'
import { proseLadder } from './segments.ts'
import { splitText } from './split-text.ts'

const words = (text: string) => text.split(/\s+/).filter(Boolean).length

function parts(text: string, budget: { goal: number; limit: number; overlap: number }, language = 'en') {
  return splitText(text, proseLadder(language), budget, words).map(({ start, end }) => text.slice(start, end))
}

it('cuts at ends of sentences, into parts of about equal size', () => {
  const text = 'One two three. Four five six. Seven eight nine. Ten eleven twelve.'

  expect(parts(text, { goal: 7, limit: 9, overlap: 0 })).toEqual([
    'One two three. Four five six. ',
    'Seven eight nine. Ten eleven twelve.',
  ])
})

it('begins a part with the last sentences of the part before that fit into the overlap', () => {
  const text = 'One two three. Four five. Six. Seven eight nine. Ten eleven twelve.'

  expect(parts(text, { goal: 6, limit: 9, overlap: 3 })[1]).toBe('Four five. Six. Seven eight nine. Ten eleven twelve.')
})

it('cuts at words where a sentence is too long, and covers the text', () => {
  const text = Array.from({ length: 50 }, (_, at) => `w${at}`).join(' ')
  const cut = parts(text, { goal: 8, limit: 10, overlap: 100 })

  expect(cut.join('')).toBe(text)
  expect(cut.every((part) => words(part) <= 10)).toBe(true)
})

it('makes progress on a single character that counts as more than the limit', () => {
  const cut = splitText('ab', proseLadder('en'), { goal: 1, limit: 1, overlap: 5 }, () => 3)

  expect(cut.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [1, 2],
  ])
})
