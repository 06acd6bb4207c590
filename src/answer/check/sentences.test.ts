import { describe, expect, it } from 'vitest'
import { aRandom } from '../../../test/random.ts'
import type { DraftSentence } from '../generator.ts'
import { Cutter } from './cutter.ts'
import { toSentences } from './sentences.ts'

/** Name, what the model writes, and what is made of it: `lead|text|cites`, one a line. */
const CASES: [string, string, string[]][] = [
  [
    'a mark before the full stop',
    'The boat leaves at five [1]. It is red [2].',
    ['|The boat leaves at five.|1', ' |It is red.|2'],
  ],
  [
    'a mark behind the full stop',
    'The boat leaves at five. [1] It is red. [2]',
    ['|The boat leaves at five.|1', ' |It is red.|2'],
  ],
  [
    'a mark without a space',
    'It leaves.[1][2] It is red.[3]Nobody knows.',
    ['|It leaves.|1,2', ' |It is red.|3', ' |Nobody knows.|'],
  ],
  [
    'lists and ranges',
    'One. [1, 2] Two. [1-3] Three. [1], [4] Four. [2; 3]',
    ['|One.|1,2', ' |Two.|1,2,3', ' |Three.|1,4', ' |Four.|2,3'],
  ],
  [
    'marks of other makes',
    'A one.【1】 B two.【2:0†source】 C three. [Source 3] D four. (Sources: 4, 5) E five. [^6]',
    ['|A one.|1', ' |B two.|2', ' |C three.|3', ' |D four.|4,5', ' |E five.|6'],
  ],
  [
    'marks of other languages',
    'Das Boot ist rot. [Quelle 1] Die Fähre ist blau [Quellen 2 und 3].',
    ['|Das Boot ist rot.|1', ' |Die Fähre ist blau.|2,3'],
  ],
  [
    'nested, escaped and linked marks',
    'A one. [[1]] B two. \\[2\\] C three. [3](https://evil.test/x) D four [4](#).',
    ['|A one.|1', ' |B two.|2', ' |C three.|3', ' |D four.|4'],
  ],
  [
    'a mark in the middle',
    'The boat [1] leaves at five (see [2]) or six [3].',
    ['|The boat leaves at five or six.|1,2,3'],
  ],
  ['numbers that name nothing', 'It is free [99]. It is not [0] so.', ['|It is free.|99', ' |It is not so.|0']],
  [
    'brackets that are no marks',
    'Use this. [gallery] shows pictures. Then `$rows[0]` is first. [1]',
    ['|Use this.|', ' |[gallery] shows pictures.|', ' |Then `$rows[0]` is first.|1'],
  ],
  [
    'abbreviations and decimals',
    'Dr. J. R. Smith, e.g. at St. Mary, pays £3.50. Version 6.4.2 is new! Is it? Yes… It is.',
    [
      '|Dr. J. R. Smith, e.g. at St. Mary, pays £3.50.|',
      ' |Version 6.4.2 is new!|',
      ' |Is it?|',
      ' |Yes…|',
      ' |It is.|',
    ],
  ],
  [
    'German dates and abbreviations',
    'Wir öffnen am 14. November um 9 Uhr, d. h. früh, vgl. Seite 3. Bis dann. [1]',
    ['|Wir öffnen am 14. November um 9 Uhr, d. h. früh, vgl. Seite 3. Bis dann.|1'],
  ],
  [
    'quotation marks and brackets',
    'He said “Stop.” Then he went. (Nobody saw it.) “Really?” [1] Yes.',
    ['|He said “Stop.”|', ' |Then he went.|', ' |(Nobody saw it.)|', ' |“Really?”|1', ' |Yes.|'],
  ],
  [
    'Japanese',
    '船は五時に出ます【1】。切符は三百円です。【2】犬もどうぞ。',
    ['|船は五時に出ます。|1', ' |切符は三百円です。|2', ' |犬もどうぞ。|'],
  ],
  [
    'paragraphs, with lines that go on',
    'The boat\nleaves at five. [1]\nIt is red.\n\n\nBring a coat [2]\nand a hat.',
    ['|The boat leaves at five.|1', ' |It is red.|', '\n\n|Bring a coat|2', ' |and a hat.|'],
  ],
  [
    'a list',
    'Do this:\n- Open it. [1] Wait.\n* **Close** it [2]\n\n• Go\n',
    ['|Do this:|', '\n\n- |Open it.|1', ' |Wait.|', '\n- |**Close** it|2', '\n- |Go|'],
  ],
  [
    'a numbered list with nested entries',
    '1. First [1]\n   1) Inner [2]\n2. Second\n   goes on.\n\nText.',
    ['1. |First|1', '\n1. |Inner|2', '\n2. |Second goes on.|', '\n\n|Text.|'],
  ],
  [
    'headings and rules',
    '# Boats\n---\n## **Times**\nAt five.\n***\nEnd',
    ['|**Boats**|', '\n\n|**Times**|', '\n\n|At five.|', '\n\n|End|'],
  ],
  [
    'a table',
    'See:\n| Day | Price |\n|---|:-:|\n| Mon | £3 [1] |\n| Tue | |\n\nEnd.',
    ['|See:|', '\n\n- |Day: Mon; Price: £3|1', '\n- |Day: Tue|', '\n\n|End.|'],
  ],
  ['rows without a header', '| a | b |\n| c | d |', ['- |a; b|', '\n- |c; d|']],
  [
    'code',
    'Add:\n```php\nif ( $a[0] ) {\n\n}\n```\nDone. [1]',
    ['|Add:|', '\n\n|```\nif ( $a[0] ) {\n\n}\n```|', '\n\n|Done.|1'],
  ],
  [
    'code that is not closed, and code in a line',
    '~~~\na. B\n```\nc\n~~~\n```x. Y``` is it. Yes.\n```\nopen',
    ['|```\na. B\n```\nc\n```|', '\n\n|```x. Y``` is it.|', ' |Yes.|', '\n\n|```\nopen\n```|'],
  ],
  ['quotes', '> The boat. [1]\n> > It is red.\n', ['|The boat.|1', ' |It is red.|']],
  [
    'definitions of links and footnotes',
    'Text. [1]\n\n[1]: https://evil.test "x"\n[^2]: Note.\n  [x]: y\nMore.',
    ['|Text.|1', '\n\n|More.|'],
  ],
  [
    'stops in code and in tags',
    'Call `a.b. C` now. <img alt="A. B" src=x> is. End',
    ['|Call `a.b. C` now.|', ' |<img alt="A. B" src=x> is.|', ' |End|'],
  ],
  ['line ends of every make', 'One.\r\nTwo.\rThree.\r\n\r\nFour.', ['|One.|', ' |Two.|', ' |Three.|', '\n\n|Four.|']],
  ['marks and signs alone', '[1]\n\n…\n\n- [2]\n\n👍\n\n**\n', []],
  [
    'emoji and combined letters',
    'Wow 👩‍👩‍👧. Naïve e\u0301. 🇩🇪 is [1].',
    ['|Wow 👩‍👩‍👧.|', ' |Naïve e\u0301.|', ' |🇩🇪 is.|1'],
  ],
  [
    'a number before a text',
    '2026 was good. [1]\n7 boats came.\n3) Third',
    ['|2026 was good.|1', ' |7 boats came.|', '\n\n3. |Third|'],
  ],
]

describe('toSentences', () => {
  it.each(CASES)('reads %s', async (_, text, expected) => {
    expect(await cut([text])).toEqual(expected)
  })

  it.each(CASES)('makes the same of %s however it is cut', async (_, text, expected) => {
    for (let at = 0; at <= text.length; at++) expect(await cut([text.slice(0, at), text.slice(at)])).toEqual(expected)
    expect(await cut(text.split(''))).toEqual(expected)
    expect(await cut(byteByByte(text))).toEqual(expected)
    const random = aRandom(text.length)
    for (let n = 0; n < 50; n++) expect(await cut(inPieces(text, random))).toEqual(expected)
  })

  it('gives a sentence out as soon as the next has begun', () => {
    const cutter = new Cutter()
    expect(cutter.push('The boat leaves at five. [1')).toEqual([])
    expect(cutter.push('] ')).toEqual([])
    expect(cutter.push('I')).toEqual([{ lead: '', text: 'The boat leaves at five.', cites: [1] }])
    expect(cutter.push('t is red.')).toEqual([])
    expect(cutter.push('\n')).toEqual([{ lead: ' ', text: 'It is red.', cites: [] }])
  })

  it('holds back no more than a long sentence, of whatever has no end', () => {
    for (const endless of [
      'word ',
      'x',
      '# ',
      '| a ',
      '`a. B ',
      '😀',
      '[1] ',
      '<a b. C ',
      '```\nx ',
      '```\nx\n',
      '> ',
      '[x',
      '- - ',
      '1. ',
    ]) {
      const cutter = new Cutter()
      let given = 0
      for (let n = 0; n < 20_000 / endless.length; n++) {
        for (const { text } of cutter.push(endless)) given += text.length
      }
      const left = cutter.end().reduce((sum, { text }) => sum + text.length, 0)
      expect(left, endless).toBeLessThan(2_100)
      if (/[a-z]/.test(endless)) expect(given, endless).toBeGreaterThan(7_000)
    }
  })

  it('cuts an endless sentence between words, and no character in two', async () => {
    const words = await cut([`${'seven77 '.repeat(600)}end.`])
    expect(words.length).toBe(3)
    expect(words.every((sentence) => /\|(seven77 )*(seven77|end\.)\|$/.test(sentence))).toBe(true)
    const emoji = await cut([`a${'😀'.repeat(3_000)}`])
    expect(emoji.every((sentence) => sentence.isWellFormed())).toBe(true)
  })

  it('takes time in proportion to the text, for texts that are nothing but doubt', async () => {
    for (const doubt of ['a. ', '[ ', '(', '. [1', '`', '<a ', '[[1', '1.', '* ', '| ', '[1](', '\\[']) {
      const started = performance.now()
      await cut([doubt.repeat(20_000 / doubt.length)])
      expect(performance.now() - started, doubt).toBeLessThan(2_000)
    }
  })

  it('passes on the failure of who writes', async () => {
    async function* broken() {
      yield 'It is red. Two'
      throw new Error('the model broke off')
    }
    const seen: DraftSentence[] = []
    const reading = (async () => {
      for await (const sentence of toSentences(broken())) seen.push(sentence)
    })()
    await expect(reading).rejects.toThrow('the model broke off')
    expect(seen.map(({ text }) => text)).toEqual(['It is red.'])
  })
})

async function cut(pieces: readonly string[]): Promise<string[]> {
  async function* stream() {
    yield* pieces
  }
  const sentences: string[] = []
  for await (const { lead, text, cites } of toSentences(stream())) sentences.push(`${lead}|${text}|${cites}`)
  return sentences
}

/** As a reader of the network has it: the decoder holds back the bytes of a character that is not whole. */
function byteByByte(text: string): string[] {
  const decoder = new TextDecoder()
  return [...Buffer.from(text)].map((byte) => decoder.decode(Uint8Array.of(byte), { stream: true }))
}

function inPieces(text: string, random: () => number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = 1 + Math.floor(random() * 7)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}
