import { describe, expect, it } from 'vitest'
import { plain, toUnits } from './units.ts'

const texts = (markdown: string, language = 'en') => toUnits(markdown, language).map((unit) => unit.text)

describe('toUnits', () => {
  it('cuts paragraphs at sentences, not at abbreviations or numbers', () => {
    expect(texts('The boat leaves St. Mary at 17:15. It costs 3.50 pounds. No. 7 is the last.')).toEqual([
      'The boat leaves St. Mary at 17:15.',
      'It costs 3.50 pounds.',
      'No. 7 is the last.',
    ])
  })

  it('keeps a sentence that ends in a short word by itself', () => {
    expect(texts('It is 60 cm at the top. The lamp was lit in 1868.')).toHaveLength(2)
  })

  it('keeps German dates whole', () => {
    expect(texts('Wir öffnen am 14. November. Bis dann.', 'de')).toEqual(['Wir öffnen am 14. November.', 'Bis dann.'])
  })

  it('takes each list entry, and each table row with the names of its columns', () => {
    expect(texts('- one thing\n- **another** thing')).toEqual(['one thing', 'another thing'])
    expect(toUnits('| Day | Price |\n| --- | --- |\n| Saturday | £1,950 |', 'en')).toMatchObject([
      { text: 'Day: Saturday; Price: £1,950.', quote: 'Saturday' },
    ])
  })

  it('remembers the question above an answer, and how far below it each sentence stands', () => {
    const units = toUnits(
      '**Can I bring a dog?**\nYes. On a lead. Cats may come too.\n\n### Tickets\n\nThey cost £16.',
      'en',
    )

    expect(units.map(({ text, context, place }) => [text, context, place])).toEqual([
      // "Yes." alone would answer nothing.
      ['Yes. On a lead.', 'Can I bring a dog?', 0],
      ['Cats may come too.', 'Can I bring a dog?', 1],
      ['They cost £16.', 'Tickets', 0],
    ])
  })

  it('quotes neither code nor the description of a picture', () => {
    expect(texts('```\nrm -rf /\n```\n\nImage: A red boat\n\nWords.')).toEqual(['Words.'])
  })

  it('cuts Japanese at its own full stops', () => {
    expect(texts('船は五時に出ます。切符は三百円です。', 'ja')).toHaveLength(2)
  })
})

describe('plain', () => {
  it('takes off what Markdown adds and nothing else', () => {
    expect(plain('See **the [map](https://x.test/a)** of `wp-config.php` and snake_case_names, 2 * 3 * 4')).toBe(
      'See the map of wp-config.php and snake_case_names, 2 * 3 * 4',
    )
  })
})
