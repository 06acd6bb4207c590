/** One WordPress post, read: the document, its blocks and its hash. Pure; the step before chunk.ts. */
import type { Document, Post } from '../types.ts'
import type { Block } from './block.ts'
import { findFootnotes } from './footnotes.ts'
import { contentHashOf } from './hash.ts'
import { imageBlock, usefulAlt } from './images.ts'
import { detectLanguage, primarySubtag } from './language.ts'
import { FOR_PEOPLE, notesOfBlock, renderBlock, renderNote, unique } from './markdown.ts'
import { removeNoise } from './noise.ts'
import { outline } from './outline.ts'
import { findPanels } from './panels.ts'
import { parseHtml } from './parse-html.ts'
import { readTitle, standInTitle } from './title.ts'
import { readBody } from './walk.ts'

export interface CleanPost {
  document: Document
  blocks: Block[]
  /** All blocks as Markdown, footnotes at the end: what the content hash is made of. */
  text: string
  /** Why there is nothing to index; null when there is something. `gated`: all of it is for members. */
  skip: 'empty' | 'gated' | null
  /** Raw shortcodes of a page builder were found: parts of the page are likely to be missing. */
  isIncomplete: boolean
}

/**
 * Never throws, whatever the HTML; time is linear in its length.
 *
 * @param options.siteLanguage Language of the site, with or without region; null when it does not say.
 */
export function readPost(post: Post, { siteLanguage }: { siteLanguage: string | null }): CleanPost {
  const { blocks: body, sawBuilder, isGated } = readHtml(post.contentHtml, post.url)
  const title = readTitle(post.titleHtml) || standInTitle(body, post.slug, post.url)
  const written = outline(body, title)
  const blocks = withFeaturedImage(written, post.imageAlt, title)
  const text = textOf(blocks)
  const language = primarySubtag(post.language) ?? detectLanguage(text, primarySubtag(siteLanguage))
  const { wpId, type, url, slug, author, categories, tags, nameIds, publishedAt, modifiedAt, modifiedGmt } = post
  const contentHash = contentHashOf({ title, language, text })
  return {
    document: {
      wpId,
      type,
      url,
      slug,
      title,
      language,
      author,
      categories,
      tags,
      nameIds,
      publishedAt,
      modifiedAt,
      modifiedGmt,
      contentHash,
    },
    blocks,
    text,
    skip: isGated && written.every(({ kind }) => kind === 'figure') ? 'gated' : hasWords(text) ? null : 'empty',
    isIncomplete: sawBuilder,
  }
}

/** Short is not empty: "Mon to Fri 9–5" under the title "Opening hours" is an answer. */
function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

function readHtml(html: string, url: string): { blocks: Block[]; sawBuilder: boolean; isGated: boolean } {
  const root = parseHtml(html)
  const panels = findPanels(root)
  const { isGated } = removeNoise(root, panels)
  return { ...readBody(root, url, { panels, footnotes: findFootnotes(root) }), isGated }
}

function textOf(blocks: readonly Block[]): string {
  const notes = unique(blocks.map(notesOfBlock))
  return [
    ...blocks.map((block) => renderBlock(block, FOR_PEOPLE)),
    ...notes.map((note) => renderNote(note, FOR_PEOPLE)),
  ].join('\n\n')
}

/** The picture above the post, when its words are not in the post already. */
function withFeaturedImage(blocks: Block[], imageAlt: string | null, title: string): Block[] {
  const alt = usefulAlt(imageAlt ?? '')
  const block = alt === null || alt === title ? null : imageBlock(alt, [])
  const isThere = blocks.some(
    (other) => other.kind === 'figure' && other.runs.some(({ text }) => text.includes(alt ?? '')),
  )
  return block && !isThere ? [block, ...blocks] : blocks
}
