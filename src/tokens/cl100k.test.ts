import { expect, it } from 'vitest'
import { countCl100k } from './cl100k.ts'

// Counts of OpenAI's own tokenizer, https://platform.openai.com/tokenizer
it.each([
  ['', 0],
  ['hello world', 2],
  ['The quick brown fox jumps over the lazy dog', 9],
])('counts %j as %d tokens', (text, tokens) => {
  expect(countCl100k(text)).toBe(tokens)
})

it.each([
  ['letters', 'a'.repeat(50_000)],
  ['Chinese', '如何重置我的密码'.repeat(5000)],
  ['emoji', '😀'.repeat(10_000)],
  ['spaces', ' '.repeat(50_000)],
  ['base64 between words', `before ${Buffer.alloc(30_000, 'qwerty').toString('base64')} after`],
])('does not stall on a long run of %s', (_, text) => {
  countCl100k('load it')
  const startedAt = performance.now()
  expect(countCl100k(text)).toBeGreaterThan(0)
  // Uncut, 50,000 letters take more than a second.
  expect(performance.now() - startedAt).toBeLessThan(500)
})

it('loses nothing when it cuts a run', () => {
  const run = 'x'.repeat(3000)
  expect(countCl100k(`before it ${run} and after`)).toBeGreaterThanOrEqual(countCl100k('before it  and after') + 300)
})
