/** Figures: pictures with captions, galleries, and the frame WordPress puts around tables, code, quotes and embeds. */
import type { Block, Run } from './block.ts'
import { readEmbedFigure } from './embeds.ts'
import { findAll, findElement, type HtmlElement, hasClass, textLength } from './html-tree.ts'
import { altOf, imageBlock } from './images.ts'
import type { Reader } from './reader.ts'

const CAPTION_CLASSES = ['wp-caption-text', 'gallery-caption', 'wp-element-caption', 'blocks-gallery-caption']

/** Classic editor: `div.wp-caption` around image and text; `dl.gallery-item` in its galleries. */
export function isClassicFigure(element: HtmlElement): boolean {
  return hasClass(element, 'wp-caption', 'gallery-item')
}

export function readFigure(figure: HtmlElement, reader: Reader): Block[] {
  const captionElement = captionOf(figure)
  const caption = captionElement ? reader.runsOf(captionElement.children) : []
  if (captionElement) reader.taken.add(captionElement)
  if (hasClass(figure, 'wp-block-embed', 'wp-block-video', 'wp-block-audio')) {
    const embed = readEmbedFigure(figure, caption, reader)
    if (embed) return embed
  }
  const holdsOnlyImages = !findElement(figure, ({ name }) => !(name in IMAGE_PARTS))
  const holdsText = textLength(figure) > (captionElement ? textLength(captionElement) : 0)
  if (holdsOnlyImages && !holdsText) return readImages(figure, caption)
  return withCaption(reader.blocksOf(figure.children), caption)
}

/** Everything else makes the figure a frame around something that is read for itself. */
const IMAGE_PARTS: Record<string, true> = Object.fromEntries(
  'a img picture source figcaption noscript span div p dt dd br em strong i b small sup sub cite code'
    .split(' ')
    .map((name) => [name, true]),
)

/** The caption of this figure, not of a figure inside it (a gallery's pictures have their own). */
function captionOf(figure: HtmlElement): HtmlElement | null {
  for (const child of figure.children) {
    if (child.kind === 'text' || child.name === 'figure' || isClassicFigure(child)) continue
    if (child.name === 'figcaption' || hasClass(child, ...CAPTION_CLASSES)) return child
    const below = child.name === 'table' ? null : captionOf(child)
    if (below) return below
  }
  return null
}

/** One picture with the caption; of several, each with its own words and the caption with the last. */
function readImages(figure: HtmlElement, caption: Run[]): Block[] {
  const images = findAll(figure, ({ name }) => name === 'img')
  // A lazy image and the real one in the noscript beside it are one picture.
  const alts = [...new Set(images.map(altOf))].filter((alt) => alt !== null)
  const last = alts.pop() ?? null
  return [...alts.map((alt) => imageBlock(alt, [])), imageBlock(last, caption)].filter((block) => block !== null)
}

function withCaption(blocks: Block[], caption: Run[]): Block[] {
  if (caption.length === 0) return blocks
  const [first, ...others] = blocks
  if (first?.kind === 'table' && first.caption.length === 0) return [{ ...first, caption }, ...others]
  return [...blocks, { kind: 'paragraph', runs: caption }]
}
