import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base'
import { describe, expect, it } from 'vitest'
import { aPost } from '../../test/makers.ts'
import { type ChunkOptions, chunk } from './chunk.ts'
import { readPost } from './read.ts'

const count = (text: string) => countTokens(text, { disallowedSpecial: new Set() })
const OPTIONS: ChunkOptions = { countTokens: count, targetTokens: 300, maxTokens: 800, overlapTokens: 100 }

function passagesOf(contentHtml: string, options: Partial<ChunkOptions> = {}, titleHtml = 'Title') {
  return chunk(readPost(aPost({ contentHtml, titleHtml }), { siteLanguage: 'en' }), { ...OPTIONS, ...options })
}

/** Sentences that all differ, so that a lost one is seen. */
function prose(sentences: number, seed = 'x'): string {
  return Array.from(
    { length: sentences },
    (_, at) => `Sentence ${seed}${at} tells of the garden in its own words.`,
  ).join(' ')
}

describe('header line', () => {
  it('puts title and headings over each passage and counts them', () => {
    const [passage] = passagesOf('<h2 id="a">Install</h2><h3>On Linux</h3><p>Run it.</p>')

    expect(passage).toMatchObject({ position: 0, headings: ['Install', 'On Linux'], anchor: 'a', content: 'Run it.' })
    expect(passage?.embedText).toBe('Title › Install › On Linux\n\nRun it.')
    expect(passage?.tokenCount).toBe(count(passage?.embedText ?? ''))
    expect(passage?.textHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('cuts a long header line in the middle at 48 tokens', () => {
    const [passage] = passagesOf('<h2>Short end</h2><p>x</p>', {}, `Begin ${'long title '.repeat(100)}`)
    const header = passage?.embedText.split('\n\n')[0] ?? ''

    expect(count(header)).toBeLessThanOrEqual(48)
    expect(header).toMatch(/^Begin long.* … .*› Short end$/)
  })

  it('cuts a long header of a script without spaces without breaking a character', () => {
    const [passage] = passagesOf('<p>x</p>', {}, '庭👨‍👩‍👧‍👦'.repeat(200))
    const header = passage?.embedText.split('\n\n')[0] ?? ''

    expect(count(header)).toBeLessThanOrEqual(48)
    expect(header.isWellFormed()).toBe(true)
  })
})

describe('sections', () => {
  it('does not mix what stands under different H2 headings', () => {
    const passages = passagesOf('<p>Intro.</p><h2>One</h2><p>First.</p><h2>Two</h2><p>Second.</p>')

    expect(passages.map(({ headings, content }) => [headings, content])).toEqual([
      [[], 'Intro.'],
      [['One'], 'First.'],
      [['Two'], 'Second.'],
    ])
  })

  it('joins small sections under one H2 and keeps their headings as lines', () => {
    const [passage, ...others] = passagesOf(
      '<h2>Install</h2><p>Start here.</p><h3 id="l">Linux</h3><p>apt</p><h3>Mac</h3><h4>Intel</h4><p>brew</p>',
    )

    expect(others).toEqual([])
    expect(passage?.headings).toEqual(['Install'])
    expect(passage?.content).toBe('Start here.\n\n### Linux\n\napt\n\n### Mac\n\n#### Intel\n\nbrew')
  })

  it('takes H3 headings apart in a post that has no higher ones', () => {
    expect(passagesOf('<h3>One</h3><p>a</p><h3>Two</h3><p>b</p>')).toHaveLength(2)
  })

  it('keeps a heading that has nothing under it as a line of the passage before', () => {
    const passages = passagesOf('<h2>One</h2><p>First.</p><h2>Contact</h2>')

    expect(passages.map(({ content }) => content)).toEqual(['First.\n\n### Contact'])
    expect(passagesOf('<h2>Contact</h2>').map(({ content }) => content)).toEqual(['### Contact'])
  })

  it('fills passages to about the target and leaves no scrap', () => {
    const paragraphs = Array.from({ length: 30 }, (_, at) => `<p>${prose(4, `${at}.`)}</p>`)
    const sizes = passagesOf(paragraphs.join('')).map(({ tokenCount }) => tokenCount)

    expect(Math.max(...sizes)).toBeLessThanOrEqual(300 * 1.3)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(80)
  })

  it('changes only the passages of the section in which a paragraph changes', () => {
    const post = (word: string) =>
      Array.from({ length: 8 }, (_, section) => {
        const middle = section === 4 ? `<p>The ${word} paragraph. ${prose(6, word)}</p>` : ''
        return `<h2>Section ${section}</h2><p>${prose(9, `${section}a`)}</p>${middle}<p>${prose(9, `${section}b`)}</p>`
      }).join('')
    const before = passagesOf(post('old'))
    const after = passagesOf(post('new'))

    const kept = new Set(before.map(({ textHash }) => textHash))
    const changed = after.filter(({ textHash }) => !kept.has(textHash))
    expect(changed).toHaveLength(1)
    expect(changed[0]?.headings).toEqual(['Section 4'])
  })
})

describe('content', () => {
  it('shows link targets to people and keeps them from the embedding', () => {
    const [passage] = passagesOf('<p>See <a href="https://a.test/x">the guide</a>.</p>')

    expect(passage?.content).toBe('See [the guide](https://a.test/x).')
    expect(passage?.embedText).toBe('Title\n\nSee the guide.')
  })

  it('makes nothing of a post without text', () => {
    expect(passagesOf('<p>[contact-form-7 id=1]</p>')).toEqual([])
  })

  it('keeps a lead-in with the list it introduces', () => {
    const passages = passagesOf(`<p>${prose(24)}</p><p>Take these:</p><ul>${`<li>${prose(1)}</li>`.repeat(12)}</ul>`)

    expect(passages.at(-1)?.content).toMatch(/^Take these:\n\n- /)
  })

  it('keeps question and answer together although they are longer than the target', () => {
    const html = [1, 2, 3].map(
      (n) => `<details><summary>Question ${n}?</summary><p>${prose(30, `${n}.`)}</p></details>`,
    )

    const passages = passagesOf(html.join(''))
    expect(passages.map(({ content }) => content.slice(0, 15))).toEqual(
      [1, 2, 3].map((n) => `**Question ${n}?**`.slice(0, 15)),
    )
  })

  it('repeats the question over each part of an answer that is too long', () => {
    const answer = Array.from({ length: 12 }, (_, at) => `<p>${prose(10, `${at}.`)}</p>`).join('')
    const passages = passagesOf(`<details><summary>Why so long?</summary>${answer}</details>`)

    expect(passages.length).toBeGreaterThan(1)
    for (const { content } of passages) expect(content).toMatch(/^\*\*Why so long\?\*\*\n\n/)
  })
})

describe('splitting', () => {
  it('repeats the last sentence or two where one paragraph had to be split, and nowhere else', () => {
    const [first, second] = passagesOf(`<p>${prose(60)}</p>`)
    const repeated =
      first?.content
        .split(/(?<=\.) /)
        .slice(-2)
        .join(' ') ?? ''

    expect(second?.content.startsWith(repeated)).toBe(true)
    const apart = passagesOf(`<p>${prose(20, 'a')}</p><p>${prose(20, 'b')}</p>`, { targetTokens: 200 })
    expect(apart.map(({ content }) => content)).toEqual([prose(20, 'a'), prose(20, 'b')])
  })

  it('repeats nothing without overlap', () => {
    const passages = passagesOf(`<p>${prose(60)}</p>`, { overlapTokens: 0 })

    expect(passages.map(({ content }) => content).join(' ')).toBe(prose(60))
  })

  it('splits a list between entries, keeps its numbers and repeats its lead-in', () => {
    const entries = Array.from({ length: 60 }, (_, at) => `<li>Step named ${at}, which takes some time to do.</li>`)
    const passages = passagesOf(`<p>Do this:</p><ol>${entries.join('')}</ol>`)

    expect(passages.length).toBeGreaterThan(1)
    for (const { content } of passages) expect(content).toMatch(/^Do this:\n\n\d+\. Step/)
    expect(passages.at(-1)?.content).toContain('60. Step named 59')
  })

  it('repeats the parent of a nested entry where a list is split inside it', () => {
    const below = Array.from({ length: 60 }, (_, at) => `<li>Nested entry ${at} with a few more words.</li>`)
    const passages = passagesOf(`<ul><li>Parent<ul>${below.join('')}</ul></li></ul>`)

    expect(passages.length).toBeGreaterThan(1)
    for (const { content } of passages) expect(content).toMatch(/^- Parent\n {4}- Nested entry/)
  })

  it('F81 splits a table of 500 rows between rows, with caption and header over each part', () => {
    const rows = Array.from({ length: 500 }, (_, at) => `<tr><td>row ${at}</td><td>value of row ${at}</td></tr>`)
    const table = `<table><caption>Rows</caption><thead><tr><th>Name</th><th>Value</th></tr></thead>${rows.join('')}</table>`
    const passages = passagesOf(table)

    expect(passages.length).toBeGreaterThan(5)
    for (const { content, tokenCount } of passages) {
      expect(content).toMatch(/^Table: Rows\n\n\| Name \| Value \|\n\| --- \| --- \|\n\| row /)
      expect(tokenCount).toBeLessThanOrEqual(800)
    }
    const all = passages.map(({ content }) => content).join('\n')
    for (let at = 0; at < 500; at++) expect(all).toContain(`| row ${at} | value of row ${at} |`)
  })

  it('F82 splits 2,000 lines of code at blank lines, fenced and verbatim', () => {
    const functions = Array.from(
      { length: 250 },
      (_, at) => `function f${at}() {\n\tif (a < ${at}) {\n\n\t\treturn "&"\n\t}\n}\n`,
    )
    const code = functions.join('\n')
    const html = `<pre class="language-js">${code.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`
    const passages = passagesOf(html)

    const parts = passages.map(({ content }) => /^```js\n([\s\S]+)\n```$/.exec(content)?.[1])
    expect(parts.join('\n\n')).toBe(code.trimEnd())
    for (const part of parts) expect(part).toMatch(/^function f\d+/)
  })

  it('F90 carries a footnote along with each passage that refers to it', () => {
    const [first, second] = passagesOf(
      '<h2>One</h2><p>High<sup class="fn"><a href="#n">1</a></sup>.</p><h2>Two</h2><p>Painted<sup class="fn"><a href="#n">1</a></sup>.</p>' +
        '<ol class="wp-block-footnotes"><li id="n">With the antenna. <a href="#n-link">↩︎</a></li></ol>',
    )

    expect(first?.content).toBe('High[^1].\n\n[^1]: With the antenna.')
    expect(second?.content).toBe('Painted[^1].\n\n[^1]: With the antenna.')
  })

  it('keeps the bound where a paragraph refers to more footnotes than fit beside it', () => {
    const marks = Array.from({ length: 60 }, (_, at) => `word${at}<sup class="fn"><a href="#n${at}">${at}</a></sup>`)
    const notes = Array.from({ length: 60 }, (_, at) => `<li id="n${at}">Note ${at}. ${prose(3, `n${at}.`)}</li>`)
    const passages = passagesOf(`<p>${marks.join(' ')}</p><ol class="footnotes">${notes.join('')}</ol>`)

    expect(Math.max(...passages.map(({ tokenCount }) => tokenCount))).toBeLessThanOrEqual(800)
    const all = passages.map(({ content }) => content).join('\n')
    for (let at = 0; at < 60; at++) expect(all).toContain(`[^${at + 1}]: Note ${at}.`)
  })

  it('F92 splits a sentence of 3,000 tokens and an address of 10,000 characters, and drops a blob', () => {
    const sentence = Array.from({ length: 3_000 }, (_, at) => `word${at}`).join(' ')
    const address = `https://x.test/?${'k=v&'.repeat(2_500)}`
    const blob = 'iVBORw0KGgoAAAANSUhEUgAA'.repeat(400)

    const passages = passagesOf(`<p>${sentence}</p><p>${address.replaceAll('&', '&amp;')}</p><p>${blob}</p>`, {
      overlapTokens: 900,
    })

    expect(Math.max(...passages.map(({ tokenCount }) => tokenCount))).toBeLessThanOrEqual(800)
    const all = passages.map(({ content }) => content).join(' ')
    for (const word of sentence.split(' ')) expect(all).toContain(word)
    expect(all.replaceAll(' ', '')).toContain(address.slice(0, 200))
    expect(all).not.toContain('iVBOR')
  })

  it('never hands a long text to the tokenizer', () => {
    let longest = 0
    const countTokens = (text: string) => {
      longest = Math.max(longest, text.length)
      return Math.ceil(text.length / 4)
    }

    passagesOf(`<p>${'word '.repeat(400_000)}</p><pre>${'x'.repeat(400_000)}</pre>`, { countTokens })

    expect(longest).toBeLessThanOrEqual(800 * 16)
  })
})
