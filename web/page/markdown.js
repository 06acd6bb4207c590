/**
 * Markdown, as far as answers and passages use it, to DOM nodes: paragraphs, headings, lists, quotes, tables, code,
 * bold, emphasis, links. What it does not know stays the text it is; HTML is text as well.
 */
import { el } from './dom.js'
import { safeUrl } from './links.js'

const INLINE = new RegExp(
  [
    /\\([!-/:-@[-`{-~])/u, // 1: escaped
    /(`+)(.+?)\2(?!`)/u, // 2, 3: code
    /\*\*(?=\S)(.+?)\*\*/u, // 4: bold
    /(?<![\p{L}\p{N}_])__(?=\S)(.+?)__(?![\p{L}\p{N}_])/u, // 5: bold
    /\*(?=[^\s*])([^*]+)\*/u, // 6: emphasis
    /(?<![\p{L}\p{N}_])_(?=\S)([^_]+)_(?![\p{L}\p{N}_])/u, // 7: emphasis
    /!\[([^\]]*)\]\([^)\s]*\)/u, // 8: image, of which the words are kept
    /\[((?:[^\][]|\[[^\][]*\])+)\]\((<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/u, // 9, 10: link
    /\[(\d{1,3})\]/u, // 11: the number of a source
  ]
    .map((part) => part.source)
    .join('|'),
  'gu',
)
const LIST_LINE = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/
const TABLE_RULE = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/

/** @param mark Makes the node for `[n]`, or null to leave it as text. */
export function renderMarkdown(text, mark = () => null) {
  const fragment = document.createDocumentFragment()
  const lines = text.split(/\r?\n/)
  while (lines.length > 0) {
    const block = takeBlock(lines, mark)
    if (block !== null) fragment.append(block)
  }
  return fragment
}

/** Takes the lines of the first block off `lines`; null for an empty line. Always takes at least one. */
function takeBlock(lines, mark) {
  const [line] = lines
  if (line.trim() === '') return drop(lines)
  if (/^\s*(```|~~~)/.test(line)) return takeFence(lines)
  if (RULE.test(line)) return drop(lines) ?? el('hr')
  if (LIST_LINE.test(line)) return takeList(lines, mark)
  if (/^\s*>/.test(line)) return takeQuote(lines, mark)
  if (line.includes('|') && TABLE_RULE.test(lines[1] ?? '') && (lines[1] ?? '').includes('|'))
    return takeTable(lines, mark)

  const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)
  if (heading !== null) return drop(lines) ?? el('p', { class: 'md-heading' }, ...inline(heading[1], mark))
  const paragraph = [lines.shift()]
  while (lines.length > 0 && !startsBlock(lines[0])) paragraph.push(lines.shift())
  return el('p', {}, ...inline(paragraph.join(' '), mark))
}

function drop(lines) {
  lines.shift()
  return null
}

function startsBlock(line) {
  return line.trim() === '' || /^\s*(```|~~~|>|#{1,6}\s)/.test(line) || RULE.test(line) || LIST_LINE.test(line)
}

function takeFence(lines) {
  const fence = /^\s*(```|~~~)/.exec(lines.shift())[1]
  const code = []
  while (lines.length > 0 && !lines[0].trim().startsWith(fence)) code.push(lines.shift())
  lines.shift()
  return el('pre', { tabindex: '0' }, el('code', {}, code.join('\n')))
}

/** One level: a deeper entry stands in the same list, set in by its depth. */
function takeList(lines, mark) {
  const [, , bullet] = LIST_LINE.exec(lines[0])
  const isNumbered = /\d/.test(bullet)
  const list = isNumbered ? el('ol', { start: Number.parseInt(bullet, 10) }) : el('ul')
  while (lines.length > 0) {
    const entry = LIST_LINE.exec(lines[0])
    const isOther = entry !== null && entry[1].length < 2 && /\d/.test(entry[2]) !== isNumbered
    if (entry === null || isOther) break
    lines.shift()
    const words = [entry[3]]
    while (lines.length > 0 && /^\s+\S/.test(lines[0]) && !LIST_LINE.test(lines[0])) words.push(lines.shift().trim())
    const depth = Math.min(3, Math.floor(entry[1].length / 2))
    list.append(el('li', { class: depth > 0 && `deep-${depth}` }, ...inline(words.join(' '), mark)))
  }
  return list
}

function takeQuote(lines, mark) {
  const quoted = []
  while (lines.length > 0 && /^\s*>/.test(lines[0])) quoted.push(lines.shift().replace(/^\s*> ?/, ''))
  return el('blockquote', {}, renderMarkdown(quoted.join('\n'), mark))
}

function takeTable(lines, mark) {
  const cellsOf = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
  const row = (line, tag) => el('tr', {}, ...cellsOf(line).map((cell) => el(tag, {}, ...inline(cell.trim(), mark))))
  const head = row(lines.shift(), 'th')
  lines.shift()
  const rows = []
  while (lines.length > 0 && lines[0].includes('|')) rows.push(row(lines.shift(), 'td'))
  const table = el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows))
  return el('div', { class: 'table', tabindex: '0' }, table)
}

/** The nodes of one line of text: no blocks, so that they fit where only words may stand. */
export function inline(text, mark = () => null) {
  const nodes = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const node = inlineNode(match, mark)
    const before = text.slice(end, match.index)
    // The number of a source stays with the word it stands behind.
    nodes.push(node.nodeName === 'SUP' ? before.replace(/ +$/, '\u202f') : before, node)
    end = match.index + match[0].length
  }
  nodes.push(text.slice(end))
  return nodes.filter((node) => node !== '')
}

function inlineNode(match, mark) {
  const [whole, escaped, , code, bold, otherBold, emphasis, otherEmphasis, image, label, target, number] = match
  if (escaped !== undefined) return escaped
  if (code !== undefined) return el('code', {}, code.trim())
  if (image !== undefined) return image
  if (number !== undefined) return mark(Number(number)) ?? whole
  if (label !== undefined) return link(label, target.replace(/^<|>$/g, ''), mark)
  const strong = bold ?? otherBold
  if (strong !== undefined) return el('strong', {}, ...inline(strong, mark))
  return el('em', {}, ...inline(emphasis ?? otherEmphasis, mark))
}

/** A target that leads nowhere we would go leaves the words. */
function link(label, target, mark) {
  const url = safeUrl(target)
  if (url === null) return el('span', {}, ...inline(label, mark))
  return el('a', { href: url, target: '_blank', rel: 'noopener nofollow' }, ...inline(label, mark))
}
