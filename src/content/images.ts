/** Pictures as words: `Image: alt — caption`. Addresses say nothing to a search and stay out. */
import type { Block, Run } from './block.ts'
import type { HtmlElement } from './html-tree.ts'
import { aRun, plainText } from './runs.ts'
import { cleanCharacters } from './unicode.ts'

const LONGEST_ALT = 500
const FILE_NAME = /^[\w\s.()@-]+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)$/i
const CAMERA_NAME =
  /^(?:img|image|dsc[nf]?|pict?|photo|screen[\s_-]?shot|untitled|picture|scan|pxl|wp|whatsapp image)[\s_-]*[\d\s_.x-]*(?:at[\s\d_.-]+)?$/i
const SAYS_NOTHING =
  /^(?:logo|icon|placeholder|thumbnail|avatar|spacer|featured image|alt text|banner|divider|decorative)$/i

/** The alternative text of an image when it says something: no file name, no camera name, no spacer. */
export function altOf(image: HtmlElement): string | null {
  const { alt, width, height } = image.attributes
  if (width === '1' || height === '1' || width === '0') return null
  return usefulAlt(alt ?? image.attributes['data-alt'] ?? '')
}

export function usefulAlt(text: string): string | null {
  const alt = cleanCharacters(text)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_ALT)
    .toWellFormed()
    .replace('\uFFFD', '')
  if (!/\p{L}/u.test(alt) || /^(?:https?|data):/.test(alt)) return null
  return FILE_NAME.test(alt) || CAMERA_NAME.test(alt) || SAYS_NOTHING.test(alt) ? null : alt
}

/** Null when neither says anything. What one repeats of the other is said once. */
export function imageBlock(alt: string | null, caption: Run[]): Block | null {
  const captionText = plainText(caption)
  if (alt === null && captionText === '') return null
  if (alt === null || sameWords(captionText).includes(sameWords(alt))) return figure([aRun('Image: '), ...caption])
  if (captionText === '' || sameWords(alt).includes(sameWords(captionText))) return figure([aRun(`Image: ${alt}`)])
  return figure([aRun(`Image: ${alt} — `), ...caption])
}

function figure(runs: Run[]): Block {
  return { kind: 'figure', runs }
}

function sameWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
