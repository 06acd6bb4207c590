/** Holds the index against the site, post by post, and says in words where they differ. Pure. */
import { isListed, isPublic, type TruePost, wordsOf } from './oracle.ts'
import type { Index, StoredDocument } from './read-index.ts'

/**
 * Empty when every public post with text has passages, nothing else has any, and each is known by its right title, address,
 * author, terms and times.
 */
export function findDifferences(posts: readonly TruePost[], index: Index): string[] {
  const listed = new Set(posts.filter(isListed).map(({ id }) => id))
  const strays = [...index.documents.values()].filter(({ wp_id, status }) => status !== 'deleted' && !listed.has(wp_id))
  return [
    ...strays.map(({ wp_id, title, status }) => `${wp_id} "${title}" is ${status} and not on the site`),
    ...posts.flatMap((post) => differencesOf(post, index).map((what) => `${post.id} "${post.title}" ${what}`)),
  ]
}

function differencesOf(post: TruePost, { documents, texts }: Index): string[] {
  const document = documents.get(post.id)
  const hasPassages = texts.has(post.id)
  if (!isPublic(post)) {
    const isExposed = hasPassages || document?.status === 'active' || document?.status === 'empty'
    return isExposed ? [`is ${post.status} and in the index`] : []
  }
  if (!document) return ['is missing']
  if (hasPassages !== (document.status === 'active')) return [`is ${document.status}, which its passages belie`]
  // A post of nothing but pictures or a shortcode may give text or none.
  if (wordsOf(post.text).length > 0 && !hasPassages) return [`is ${document.status} (${document.reason})`]
  return factsOf(post, document).flatMap(([name, site, stored]) =>
    site === stored ? [] : [`has the ${name} ${stored}, where WordPress has ${site}`],
  )
}

function factsOf(post: TruePost, document: StoredDocument): [name: string, site: string, stored: string][] {
  return [
    ['type', post.type, document.type],
    // A post without a title is known by a name of ours.
    ['title', post.title, post.title === '' && document.title !== '' ? '' : document.title],
    ['address', post.url, document.url],
    ['author', post.author, document.author ?? 'none'],
    ['categories', sorted(post.categories), sorted(document.categories)],
    ['tags', sorted(post.tags), sorted(document.tags)],
    ['date', post.publishedAt.toISOString(), document.published_at?.toISOString() ?? 'none'],
    ['time of change', post.modifiedAt.toISOString(), document.modified_at?.toISOString() ?? 'none'],
  ]
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join(', ')
}

export interface Recall {
  title: string
  /** Share of the different words of its author's text that the index has. */
  recall: number
  lost: string[]
}

/** Of each public post with text, worst first. */
export function recallOf(posts: readonly TruePost[], { texts }: Index): Recall[] {
  const recalls = posts.filter(isPublic).flatMap(({ id, title, text }) => {
    const words = wordsOf(text)
    const kept = new Set(wordsOf(texts.get(id) ?? ''))
    const lost = words.filter((word) => !kept.has(word))
    return words.length === 0 ? [] : [{ title, recall: 1 - lost.length / words.length, lost }]
  })
  return recalls.sort((a, b) => a.recall - b.recall)
}

export function mean(recalls: readonly Recall[]): number {
  return recalls.reduce((all, { recall }) => all + recall, 0) / recalls.length
}
