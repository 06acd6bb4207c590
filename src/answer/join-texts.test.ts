import { describe, expect, it } from 'vitest'
import { countCl100k } from '../tokens/cl100k.ts'
import { joinTexts, shorten } from './join-texts.ts'

const inSection = (content: string, ...headings: string[]) => ({ headings, content })

describe('joinTexts', () => {
  it('writes a heading where a new section begins, and none within one', () => {
    const texts = [inSection('a', 'Kilns'), inSection('b', 'Kilns'), inSection('c', 'Kilns', 'Gas'), inSection('d')]
    expect(joinTexts(texts)).toBe('a\n\nb\n\n### Gas\n\nc\n\nd')
  })

  it('leaves out what was repeated where a paragraph was split', () => {
    const texts = [inSection('It begins. The lamp was lit at five.'), inSection('The lamp was lit at five. It burned.')]
    expect(joinTexts(texts)).toBe('It begins. The lamp was lit at five. It burned.')
    expect(joinTexts([inSection('See the sea.'), inSection('sea. Or not.')])).toBe('See the sea.\n\nsea. Or not.')
  })
})

describe('shorten', () => {
  it('ends with a paragraph, or at least a word', () => {
    const paragraphs = Array.from({ length: 50 }, (_, n) => `Paragraph number ${n} says a few words.`).join('\n\n')
    const short = shorten(paragraphs, 100)
    expect(countCl100k(short)).toBeLessThanOrEqual(100)
    expect(short).toMatch(/few words\.$/)
    expect(short.length).toBeGreaterThan(200)
    expect(shorten('word '.repeat(500), 50)).toMatch(/^(word )+word$/)
    expect(shorten('short', 50)).toBe('short')
    expect(countCl100k(shorten('船は五時に出ます'.repeat(500), 50))).toBeLessThanOrEqual(50)
  })
})
