/** One post -> what is stored of it. Decides who may enter the index: nothing but what everybody may read. */
import { chunk } from '../content/chunk.ts'
import { readPost } from '../content/read.ts'
import type { DocumentWrite } from '../store/documents.ts'
import type { Post } from '../types.ts'
import type { SyncParts } from './parts.ts'

export type PreparedPost = DocumentWrite

export function preparePost({ site, embedder, chunking }: SyncParts, post: Post): PreparedPost {
  const clean = readPost(post, { siteLanguage: site.language })
  const reason = hiddenReason(post)
  if (reason) return { document: { ...clean.document, contentHash: '' }, passages: [], status: 'hidden', reason }
  if (clean.skip) return { document: clean.document, passages: [], status: 'empty', reason: clean.skip }
  const passages = chunk(clean, { ...chunking, countTokens: embedder.countTokens })
  return { document: clean.document, passages, status: 'active', reason: null }
}

/** Why a post that the site lists is not for everybody; null when it is. */
function hiddenReason(post: Post): string | null {
  if (post.isProtected) return 'protected'
  if (post.status !== 'publish') return 'not_public'
  return post.isNoindex ? 'noindex' : null
}
