/** The title as people read it. */
import type { Block, Paragraph } from './block.ts'
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

/** For a post without title: its first heading, else its slug in words, else how its text begins, else its address. */
export function standInTitle(blocks: readonly Block[], slug: string, url: string): string {
  const heading = blocks.find((block) => block.kind === 'heading')
  if (heading) return heading.text
  // WordPress makes the slug of a post without title from its number: `14-2` names nothing.
  const words = /\p{L}/u.test(decoded(slug)) ? decoded(slug).replaceAll('-', ' ') : ''
  return words || beginningOf(blocks) || url
}

function beginningOf(blocks: readonly Block[]): string {
  const first = blocks.find((block): block is Paragraph => block.kind === 'paragraph')
  const text = first?.runs.map((run) => run.text).join('') ?? ''
  return text.trim().split(/\s+/).slice(0, 8).join(' ').slice(0, 80)
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
