/** Content that wants to be more than content: in the page it stays text, and leads nowhere but to http. */
import { describe, expect, it } from 'vitest'
import type { Source } from '../../src/types.ts'
import { aHit, anAnswer, aResult, aSiteStatus, aSource } from '../makers.ts'
import { hasChromium } from './chromium.ts'
import { useBrowser } from './visit.ts'

const MARKUP = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  '"><iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  "'';!--\"<XSS>=&{()}",
]

const MARKDOWN = [
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt:alert(1))',
  '[click](<javascript:alert(1)>)',
  '[click](data:text/html,<script>alert(1)</script>)',
  '[click](vbscript:x)',
  '![x](https://evil.test/pixel.png)',
  '![x](javascript:alert(1))',
  '<https://evil.test/>',
  '[**<img src=x onerror=alert(1)>**](//evil.test/x)',
  '`<img src=x onerror=alert(1)>`',
  '| <img src=x onerror=alert(1)> | b |\n| --- | --- |\n| [a](javascript:alert(1)) | c |',
  '```\n</code></pre><script>alert(1)</script>\n```',
  '> <script>alert(1)</script>\n\n- <img src=x onerror=alert(1)>\n# <svg/onload=alert(1)>',
]

const URLS = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil.test',
  'x',
]

describe.skipIf(!hasChromium)('hostile content', () => {
  const open = useBrowser()

  /** Renders hits everywhere hits are rendered; what came of it. */
  async function render(sources: Source[], text: string) {
    const bad = sources[0]?.title ?? ''
    const citations = sources.map(({ n, url, title, content }) => ({ n, url, title, quote: content.slice(0, 60) }))
    const parts = {
      ask: async () => anAnswer({ text, sources, citations }),
      search: async () => aResult({ hits: sources }),
      status: async () => [aSiteStatus({ name: bad, url: sources[0]?.url ?? '', failed: { [bad]: 1 } })],
      suggestions: [text],
    }
    const found = { complaints: [] as string[], elements: [] as string[], targets: [] as string[], text: '' }
    for (const kind of ['ask', 'search']) {
      const { page, complaints } = await open({ parts, hash: `#${kind}=x` })
      await page.locator('.source, .passage').first().waitFor()
      await page.locator('.site').waitFor()
      const seen = await page.evaluate(() => ({
        elements: [
          ...document.querySelectorAll('body :is(img, script, iframe, svg, object, embed, form form, xss)'),
        ].map((element) => element.outerHTML),
        targets: [...document.querySelectorAll('#result a, #sites a')].map((link) => link.getAttribute('href') ?? ''),
        text: document.getElementById('result')?.textContent ?? '',
      }))
      found.complaints.push(...complaints)
      found.elements.push(...seen.elements)
      found.targets.push(...seen.targets)
      found.text += seen.text
    }
    return found
  }

  it('stays text in titles, passages, headings, quotes, answers and the state of the index', async () => {
    const sources = MARKUP.map((bad, index) =>
      aSource({ n: index + 1, id: String(index), title: bad, content: bad, headings: [bad], type: bad, site: bad }),
    )
    const found = await render(sources, MARKUP.join('\n\n'))
    expect(found.complaints).toEqual([])
    expect(found.elements).toEqual([])
    for (const bad of MARKUP) expect(found.text).toContain(bad)
  })

  it('as Markdown makes no image, no script and no link to anything but http', async () => {
    const sources = MARKDOWN.map((bad, index) => aSource({ n: index + 1, id: String(index), content: bad }))
    const found = await render(sources, MARKDOWN.join('\n\n'))
    expect(found.complaints).toEqual([])
    expect(found.elements).toEqual([])
    const isSafe = (target: string) => /^https?:\/\/(?!evil)/.test(target) || /^#source-\d+$/.test(target)
    expect(found.targets.filter((target) => !isSafe(target))).toEqual([])
  })

  it('as an address is no link at all', async () => {
    const sources = URLS.map((url, index) => aSource({ ...aHit(), n: index + 1, id: String(index), url }))
    const found = await render(sources, 'Nothing.')
    expect(found.complaints).toEqual([])
    expect(found.targets).toEqual([])
  })
})
