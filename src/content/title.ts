/** The title as people read it. */
import type { Block } from './block.ts'
import { type HtmlNode, rawText } from './html-tree.ts'
import { parseHtml } from './parse-html.ts'
import { cleanCharacters } from './unicode.ts'
import { isNeverText } from './visibility.ts'

/** What a title that was encoded twice still holds after it was decoded once. */
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/i

/** The rendered title without markup; a title encoded twice is decoded twice, never more. Empty when it says nothing. */
export function readTitle(titleHtml: string): string {
  const text = visibleText(parseHtml(titleHtml).children)
  const decoded = ENTITY.test(text) ? rawText(parseHtml(text.replaceAll('<', '&lt;'))) : text
  return cleanCharacters(decoded).replace(/\s+/g, ' ').trim()
}

/** For a post without title: its first heading, else its slug, else its address. */
export function standInTitle(blocks: readonly Block[], slug: string, url: string): string {
  const heading = blocks.find((block) => block.kind === 'heading')
  return heading?.text ?? (decoded(slug) || url)
}

function visibleText(nodes: readonly HtmlNode[]): string {
  let text = ''
  for (const node of nodes) {
    if (node.kind === 'text') text += node.text
    else if (node.name === 'br') text += ' '
    else if (!isNeverText(node.name)) text += visibleText(node.children)
  }
  return text
}

/** Slugs outside Latin script are percent-encoded. */
function decoded(slug: string): string {
  try {
    return cleanCharacters(decodeURIComponent(slug)).trim()
  } catch {
    // Cut in the middle of a character by WordPress's limit of 200 bytes: shown as it is.
    return slug
  }
}
