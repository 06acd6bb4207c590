/** Films, sounds and embedded pages: a line with their title and address, since nothing of them can be read. */
import type { Block, Run } from './block.ts'
import { findElement, type HtmlElement, hasClass, rawText } from './html-tree.ts'
import { absoluteUrl } from './links.ts'
import type { Reader } from './reader.ts'
import { aRun, plainText } from './runs.ts'

const VIDEO_HOSTS =
  /(?:^|\.)(?:youtube|youtube-nocookie|youtu|vimeo|dailymotion|wistia|videopress|ted|twitch|tiktok|loom)\.[a-z]+$/
const TRACKERS =
  /(?:^|\.)(?:googletagmanager|doubleclick|googlesyndication|google-analytics|facebook|amazon-adsystem)\.[a-z]+$/
/** Titles players give themselves. */
const NO_TITLE =
  /^(?:(?:youtube|vimeo|spotify)?\s*(?:video|audio)?\s*(?:player|embed)?|iframe|embedded content|untitled)$/i
/** Lazy loaders keep the address in one of these until the frame is seen. */
const SOURCES = ['src', 'data-src', 'data-lazy-src', 'data-litespeed-src', 'data-src-cmplz']

export function readFrame(frame: HtmlElement, reader: Reader): Block[] {
  // The link beside it, in the blockquote WordPress makes, says the same.
  if (hasClass(frame, 'wp-embedded-content')) return []
  const url = sourceOf(frame, reader)
  if (url === null || isTracker(frame, url)) return []
  return [embedBlock(kindOf(url), titleOf(frame), url)]
}

export function readMedia(media: HtmlElement, reader: Reader): Block[] {
  const url = sourceOf(media, reader)
  if (url === null) return []
  return [embedBlock(media.name === 'audio' ? 'Audio' : 'Video', titleOf(media), url)]
}

/** The quote WordPress puts before an embedded post: a link with the title of that post. */
export function readEmbeddedPost(quote: HtmlElement, reader: Reader): Block[] {
  const link = findElement(quote, ({ name }) => name === 'a')
  const url = link && absoluteUrl(link.attributes['href'] ?? '', reader.baseUrl)
  return link && url ? [embedBlock('Embed', rawText(link).replace(/\s+/g, ' ').trim(), url)] : []
}

/**
 * An embed, video or audio block: the frame inside, or the bare address when the provider did not answer. Null when it
 * holds something to read, such as a quoted post.
 *
 * @param caption Stands in for a title the frame does not have.
 */
export function readEmbedFigure(figure: HtmlElement, caption: Run[], reader: Reader): Block[] | null {
  const wrapper = findElement(figure, (below) => hasClass(below, 'wp-block-embed__wrapper')) ?? figure
  const frame = findElement(wrapper, ({ name }) => name === 'iframe' || name === 'video' || name === 'audio')
  const bare = absoluteUrl(rawText(wrapper).trim(), 'about:blank')
  const url = (frame && sourceOf(frame, reader)) ?? bare
  const quote = findElement(wrapper, ({ name }) => name === 'blockquote')
  if (quote || url === null) return null
  const isVideo = hasClass(figure, 'is-type-video') || frame?.name === 'video'
  const kind = isVideo ? 'Video' : frame?.name === 'audio' ? 'Audio' : kindOf(url)
  const title = (frame && titleOf(frame)) ?? null
  const block = embedBlock(kind, title ?? (plainText(caption) || null), url)
  return title !== null && caption.length > 0 ? [block, { kind: 'paragraph', runs: caption }] : [block]
}

function embedBlock(kind: string, title: string | null, url: string): Block {
  return { kind: 'figure', runs: [aRun(title ? `${kind}: ${title}` : kind, 'plain', url)] }
}

function sourceOf(element: HtmlElement, reader: Reader): string | null {
  for (const name of SOURCES) {
    const value = element.attributes[name]
    const url = value ? absoluteUrl(value, reader.baseUrl) : null
    if (url !== null) return url
  }
  const source = findElement(element, ({ name }) => name === 'source')
  return source && sourceOf(source, reader)
}

function isTracker({ attributes }: HtmlElement, url: string): boolean {
  return attributes['width'] === '0' || attributes['width'] === '1' || TRACKERS.test(hostOf(url))
}

function kindOf(url: string): string {
  return VIDEO_HOSTS.test(hostOf(url)) ? 'Video' : 'Embed'
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? ''
}

function titleOf({ attributes }: HtmlElement): string | null {
  const title = (attributes['title'] ?? attributes['aria-label'] ?? '').trim()
  return title === '' || NO_TITLE.test(title) ? null : title
}
