/** Elements inside a paragraph: what they add to its text or change in its style. */
import type { Mark } from './block.ts'
import { addBreak, addText, endParagraph, type Flow, type Style } from './flow.ts'
import { isBackLink, readReference } from './footnotes.ts'
import { type HtmlElement, hasClass, rawText } from './html-tree.ts'
import { altOf, imageBlock } from './images.ts'
import { absoluteUrl } from './links.ts'
import { readMath } from './math.ts'
import { plainText } from './runs.ts'

type ReadInline = (element: HtmlElement, flow: Flow, style: Style) => void

const children: ReadInline = (element, flow, style) => flow.walkAll(element.children, flow, style)
const marked =
  (mark: Mark): ReadInline =>
  (element, flow, style) =>
    flow.walkAll(element.children, flow, style.mark === 'code' ? style : { ...style, mark })
const nothing: ReadInline = () => {}

export const INLINE: Record<string, ReadInline> = {
  ...Object.fromEntries(
    'span em i u small mark abbr acronym cite time font label var dfn bdi bdo ruby big ins sub picture noscript button data output tt'
      .split(' ')
      .map((name) => [name, children]),
  ),
  strong: marked('strong'),
  b: marked('strong'),
  code: marked('code'),
  kbd: marked('code'),
  samp: marked('code'),
  del: marked('deleted'),
  s: marked('deleted'),
  strike: marked('deleted'),
  // Readings above Japanese and Chinese characters would tear the words apart.
  rt: nothing,
  rp: nothing,
  wbr: nothing,
  br: (_, flow) => addBreak(flow),
  hr: (_, flow) => endParagraph(flow),
  img: addImage,
  math: addFormula,
  script: addFormula,
  a: addLink,
  sup: (element, flow, style) => {
    // x² must not become x2; ordinals (1st) need no sign.
    if (/^\s*[-+−]?\d+\s*$/.test(rawText(element)) && !holdsLink(element)) addText('^', flow, style)
    flow.walkAll(element.children, flow, style)
  },
  q: (element, flow, style) => {
    addText('“', flow, style)
    flow.walkAll(element.children, flow, style)
    addText('”', flow, style)
  },
}

function holdsLink(element: HtmlElement): boolean {
  return element.children.some((child) => child.kind === 'element' && (child.name === 'a' || holdsLink(child)))
}

function addLink(link: HtmlElement, flow: Flow, style: Style): void {
  if (isBackLink(link)) return
  const reference = readReference(link, flow.reader)
  if (reference) {
    flow.runs.push(reference)
    return
  }
  const href = absoluteUrl(link.attributes['href'] ?? '', flow.reader.baseUrl)
  flow.walkAll(link.children, flow, {
    mark: style.mark,
    href: link.attributes['href'] === undefined ? style.href : href,
  })
}

function addImage(image: HtmlElement, flow: Flow, style: Style): void {
  const formula = readMath(image)
  // Emoji that WordPress or a theme shows as pictures are characters of the text.
  const text = formula ?? (hasClass(image, 'emoji', 'wp-smiley') ? image.attributes['alt'] : undefined)
  if (text !== undefined) {
    addText(text, flow, style)
    return
  }
  const alt = altOf(image)
  const block = imageBlock(alt, [])
  const last = flow.figures.at(-1) ?? (flow.runs.length === 0 ? flow.blocks.at(-1) : undefined)
  // The lazy placeholder and the noscript beside it are one picture.
  const isRepeated = last?.kind === 'figure' && plainText(last.runs) === `Image: ${alt}`
  if (block && !isRepeated) flow.figures.push(block)
}

function addFormula(element: HtmlElement, flow: Flow, style: Style): void {
  addText(readMath(element) ?? '', flow, style)
}
