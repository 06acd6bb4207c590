/** Code as it was written: white space kept, line numbers and buttons of highlighters gone. */
import type { Block } from './block.ts'
import { anElement, eachElement, findElement, type HtmlElement, type HtmlNode, hasClass } from './html-tree.ts'
import type { Reader } from './reader.ts'
import { cleanCharacters, dropBlobs } from './unicode.ts'

const GUTTERS = [
  'gutter',
  'line-numbers-rows',
  'lineno',
  'linenos',
  'linenumber',
  'line-number',
  'linenumbers',
  'hljs-ln-numbers',
  'rouge-gutter',
  'crayon-nums',
  'crayon-toolbar',
  'blob-num',
  'toolbar',
  'copy-button',
]
const LINES = new Set(['div', 'p', 'li', 'tr'])
const NOT_A_LANGUAGE = new Set([
  '',
  'generic',
  'raw',
  'plain',
  'text',
  'none',
  'plaintext',
  'auto',
  'nohighlight',
  'default',
])
/** Only in these prefixes does a class name a language. */
const LANGUAGE_CLASS = /^(?:language|lang|highlight-source|brush|prism)[-:](.+)$/

/** Highlighters that show code as a table or as one element per line. */
export function isHighlighter(element: HtmlElement): boolean {
  return hasClass(element, 'syntaxhighlighter', 'crayon-syntax', 'rouge-table', 'highlighttable')
}

export function readPre(pre: HtmlElement, reader: Reader): Block[] {
  // A poem: lines matter, the typewriter face does not.
  if (hasClass(pre, 'wp-block-verse')) return reader.blocksOf(versesOf(pre))
  return codeBlock(pre)
}

export function readHighlighter(element: HtmlElement): Block[] {
  const body = findElement(element, (below) => hasClass(below, 'code', 'crayon-code', 'rouge-code')) ?? element
  return codeBlock(body, languageOf(element))
}

function codeBlock(element: HtmlElement, outerLanguage = ''): Block[] {
  const lines: string[] = []
  collectText(element.children, lines)
  const text = dropBlobs(cleanCharacters(lines.join('')))
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
  if (text === '') return []
  return [{ kind: 'code', language: languageOf(element) || outerLanguage, text }]
}

function collectText(nodes: readonly HtmlNode[], out: string[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') out.push(node.text)
    else if (node.name === 'br') out.push('\n')
    else if (!hasClass(node, ...GUTTERS)) {
      const isLine = LINES.has(node.name)
      if (isLine) startLine(out)
      collectText(node.children, out)
      if (isLine) startLine(out)
    }
  }
}

function startLine(out: string[]): void {
  const last = out.at(-1)
  if (last !== undefined && !last.endsWith('\n')) out.push('\n')
}

/** From the element, or the first element inside that says. */
function languageOf(element: HtmlElement): string {
  let language = ownLanguage(element)
  eachElement(element, (below) => {
    if (language === '' && below.name === 'code') language = ownLanguage(below)
    return language === ''
  })
  return language
}

function ownLanguage({ classes, attributes }: HtmlElement): string {
  const said =
    attributes['data-enlighter-language'] ??
    attributes['data-language'] ??
    attributes['data-lang'] ??
    attributes['lang']
  const named = classes.map((name) => LANGUAGE_CLASS.exec(name)?.[1]).find(Boolean)
  const brush = /(?:^|[\s;])brush:\s*([\w+#-]+)/.exec(attributes['class'] ?? '')?.[1]
  const highlighted = classes.includes('syntaxhighlighter') ? classes.at(-1) : undefined
  const language = (said ?? named ?? brush ?? highlighted ?? '').toLowerCase().replace(/;$/, '')
  return NOT_A_LANGUAGE.has(language) || !/^[\w+#.-]{1,20}$/.test(language) ? '' : language
}

function versesOf(pre: HtmlElement): HtmlNode[] {
  return pre.children.flatMap((child) => (child.kind === 'text' ? linesOf(child.text) : [child]))
}

function linesOf(text: string): HtmlNode[] {
  return text
    .split('\n')
    .flatMap((line, at): HtmlNode[] => [...(at > 0 ? [anElement('br', {}, [])] : []), { kind: 'text', text: line }])
}
