import { expect, it } from 'vitest'
import { excerpt, plainText, printable, wrap } from './plain.ts'

it('takes out what moves a cursor or turns the direction of writing, and keeps line breaks', () => {
  expect(printable('a\u001b[31mb\u0008\u202ec\r\nd\te\u009d')).toBe('a[31mbc\nd\te')
})

it('reads Markdown as one paragraph of plain text', () => {
  const markdown = '## Sizes\n\n- **Small** [table](https://x.test/t)\n- `mm` only\n\n| a | b |\n| --- | --- |\n'
  expect(plainText(markdown)).toBe('Sizes Small table mm only | a | b |')
})

it('leaves signs alone that are no Markdown', () => {
  expect(plainText('2 * 3 = 6, snake_case, a - b, 3.5 kg')).toBe('2 * 3 = 6, snake_case, a - b, 3.5 kg')
})

it('breaks lines between words and gives a longer word its own', () => {
  expect(wrap('one two three https://example.com/long four', 9)).toEqual([
    'one two',
    'three',
    'https://example.com/long',
    'four',
  ])
})

it('cuts an excerpt around the first word that matches', () => {
  const text = `${'before '.repeat(50)}needle ${'after '.repeat(50)}end`
  const cut = excerpt(text, 80, (word) => word === 'needle')

  expect(cut).toMatch(/^… before .*needle after .* …$/)
  expect(cut.length).toBeLessThanOrEqual(85)
})

it('begins at the beginning when no word matches, and cuts nothing that is short enough', () => {
  expect(excerpt('one two three four', 10, () => false)).toBe('one two …')
  expect(excerpt('one two', 10, () => false)).toBe('one two')
})

it('ends with the end when the word stands near it', () => {
  expect(excerpt(`${'before '.repeat(50)}needle`, 40, (word) => word === 'needle')).toMatch(/^… .*needle$/)
})
