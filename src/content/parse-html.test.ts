import { expect, it } from 'vitest'
import type { HtmlNode } from './html-tree.ts'
import { parseHtml } from './parse-html.ts'

/** The tree as nested brackets: `p[text b[bold]]`. */
function shapeOf(html: string): string {
  const shape = (node: HtmlNode): string =>
    node.kind === 'text' ? node.text.trim() : `${node.name}[${node.children.map(shape).filter(Boolean).join(' ')}]`
  return parseHtml(html).children.map(shape).filter(Boolean).join(' ')
}

it.each([
  ['closes a paragraph before a block', '<p>a<div>b</div>', 'p[a] div[b]'],
  [
    'closes list entries and cells whose end tag is missing',
    '<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e',
    'ul[li[a] li[b]] table[tr[td[c] td[d]] tr[td[e]]]',
  ],
  ['keeps a nested list in its entry', '<ul><li>a<ul><li>b</ul><li>c</ul>', 'ul[li[a ul[li[b]]] li[c]]'],
  [
    'does not let a stray end tag in a cell close what is around the table',
    '<div><table><tr><td>a</div>b</td></tr></table>c</div>',
    'div[table[tr[td[ab]]] c]',
  ],
  ['takes a stray end of a paragraph as a break', 'a</p>b', 'a p[] b'],
  ['ignores other end tags without a start', 'a</b></div>c', 'ac'],
  [
    'takes a slash as nothing in HTML and as an end in SVG',
    '<div/>a<svg><path/><g/></svg>b',
    'div[a svg[path[] g[]] b]',
  ],
  ['reads script and style as text, not as tags', '<script>if (a<b) "<p>"</script>c', 'script[if (a<b) "<p>"] c'],
  ['leaves out comments, unclosed ones too', 'a<!-- wp:x {"b":"<p>"} -->c<!-- d', 'ac'],
])('%s', (_, html, shape) => {
  expect(shapeOf(html)).toBe(shape)
})

it('decodes entities once, in text and in attributes', () => {
  const [link] = parseHtml('<a href="?a=1&amp;b=2" title="&quot;x&quot;">&amp;lt; &#8211; &unknown;</a>').children

  expect(link).toMatchObject({
    attributes: { href: '?a=1&b=2', title: '"x"' },
    children: [{ text: '&lt; – &unknown;' }],
  })
})

it('takes the first of two attributes of one name, and splits classes', () => {
  const [element] = parseHtml('<p class=" a  b " ID=1 id=2>').children

  expect(element).toMatchObject({ classes: ['a', 'b'], attributes: { id: '1' } })
})
