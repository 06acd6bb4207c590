/** Marks words in nodes that are already built, without touching how they are built. */
import { el } from './dom.js'
import { renderMarkdown } from './markdown.js'

/** Same length before and after, so that places stay the same. */
const ALIKE = { '’': "'", '‘': "'", '“': '"', '”': '"', '–': '-', '—': '-', '\u00a0': ' ' }

/** Marks each phrase where it stands word for word, also across bold and links. Returns how many were found. */
export function markPhrases(root, phrases) {
  let found = 0
  for (const phrase of phrases) {
    const wanted = flatten(textNodes(renderMarkdown(phrase))).text.trim()
    const { text, places } = flatten(textNodes(root))
    const start = wanted === '' ? -1 : text.indexOf(wanted)
    if (start === -1) continue
    found++
    wrap(places.slice(start, start + wanted.length))
  }
  return found
}

/** Marks the words that begin with one of the stems, as the analyser cut them. */
export function markWords(root, stems) {
  // Of letters and digits alone, so that none has a meaning in a pattern.
  const known = stems.flatMap((stem) => stem.match(/[\p{L}\p{N}]{2,}/gu) ?? [])
  if (known.length === 0) return
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${known.join('|')})[\\p{L}\\p{N}]*`, 'giu')
  for (const node of textNodes(root)) {
    const places = [...node.data.matchAll(pattern)].reverse()
    for (const { index, 0: word } of places) wrapPart(node, index, index + word.length, 'word')
  }
}

function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const nodes = []
  while (walker.nextNode()) nodes.push(walker.currentNode)
  return nodes
}

/** The text as one line, and for each of its characters the node and the offset it comes from. */
function flatten(nodes) {
  let text = ''
  const places = []
  let block = null
  for (const node of nodes) {
    const own = node.parentElement?.closest('p, li, td, th, pre, blockquote') ?? null
    const isNewBlock = own !== block
    block = own
    if (isNewBlock && text !== '' && !text.endsWith(' ')) {
      text += ' '
      places.push(null)
    }
    for (let offset = 0; offset < node.data.length; offset++) {
      const character = ALIKE[node.data[offset]] ?? node.data[offset]
      const isSpace = /\s/.test(character)
      if (isSpace && (text === '' || text.endsWith(' '))) continue
      text += isSpace ? ' ' : character
      places.push({ node, offset })
    }
  }
  return { text, places }
}

/** From the last to the first: a node that has been cut at its end keeps the offsets before. */
function wrap(places) {
  const parts = new Map()
  for (const place of places) {
    if (place === null) continue
    const part = parts.get(place.node)
    parts.set(place.node, { from: part?.from ?? place.offset, to: place.offset + 1 })
  }
  for (const [node, { from, to }] of parts) wrapPart(node, from, to, 'quote')
}

function wrapPart(node, from, to, kind) {
  const words = node.splitText(from)
  words.splitText(to - from)
  const mark = el('mark', { class: kind })
  words.replaceWith(mark)
  mark.append(words)
}
