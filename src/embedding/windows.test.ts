import { expect, it } from 'vitest'
import { cutWindows, WINDOW_PIECES } from './windows.ts'

/** One piece a word; its id is the number in it. */
const encode = (text: string) => [...text.matchAll(/\d+/g)].map(([id]) => Number(id))
const sentence = (from: number, length: number) => `${Array.from({ length }, (_, i) => `w${from + i}`).join(' ')}.`

it('leaves a short text in one window', () => {
  expect(cutWindows(encode, 'w1 w2. w3!')).toEqual([[1, 2, 3]])
})

it('cuts between sentences', () => {
  const windows = cutWindows(encode, [sentence(0, 70), sentence(100, 40), sentence(200, 30)].join(' '))
  expect(windows.map((window) => [window[0], window.length])).toEqual([
    [0, 110],
    [200, 30],
  ])
})

it('cuts a sentence that is longer than a window, and goes on after its rest', () => {
  const windows = cutWindows(encode, `${sentence(0, 250)} ${sentence(300, 20)}`)
  expect(windows.map((window) => window.length)).toEqual([WINDOW_PIECES, WINDOW_PIECES, 30])
  expect(windows.flat()).toHaveLength(270)
})

it('loses no piece and keeps their order', () => {
  const text = Array.from({ length: 40 }, (_, i) => sentence(i * 100, (i * 37) % 90)).join('\n')
  expect(cutWindows(encode, text).flat()).toEqual(encode(text))
})

it('takes the end of a line and closing quotes for the end of a sentence', () => {
  const title = Array.from({ length: 100 }, (_, i) => `w${i}`).join(' ')
  expect(cutWindows(encode, `${title}\n\n“${sentence(200, 30)}” w999`)).toHaveLength(2)
})

it('has no window for a text without pieces', () => {
  expect(cutWindows(encode, '')).toEqual([])
})

it('stays linear on a run of closing quotes', () => {
  const startedAt = performance.now()
  cutWindows(encode, '"'.repeat(200_000))
  expect(performance.now() - startedAt).toBeLessThan(1000)
})
