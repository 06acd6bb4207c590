/** One post -> what is stored of it. Decides who may enter the index: nothing but what everybody may read. */
import { chunk } from '../content/chunk.ts'
import { PIPELINE_VERSION } from '../content/hash.ts'
import { readPost } from '../content/read.ts'
import type { DocumentWrite } from '../store/documents.ts'
import type { Post } from '../types.ts'
import type { SyncParts } from './parts.ts'

export interface PreparedPost extends DocumentWrite {
  /** A page builder left raw shortcodes: parts of the post are likely to be missing. */
  isIncomplete: boolean
}

export function preparePost({ site, embedder, chunking }: SyncParts, post: Post): PreparedPost {
  const clean = readPost(post, { siteLanguage: site.language })
  const read = {
    document: clean.document,
    passages: [],
    pipelineVersion: pipelineVersionOf(chunking),
    isIncomplete: false,
  }
  const reason = hiddenReason(post)
  if (reason) return { ...read, document: { ...clean.document, contentHash: '' }, status: 'hidden', reason }
  if (clean.skip) return { ...read, status: 'empty', reason: clean.skip, isIncomplete: clean.isIncomplete }
  const passages = chunk(clean, { ...chunking, countTokens: embedder.countTokens })
  return { ...read, passages, status: 'active', reason: null, isIncomplete: clean.isIncomplete }
}

/** All that decides what a post is cleaned and cut into, besides the post: another version is read again. */
export function pipelineVersionOf({ targetTokens, maxTokens, overlapTokens }: SyncParts['chunking']): string {
  return [PIPELINE_VERSION, targetTokens, maxTokens, overlapTokens].join('/')
}

/** Why a post that the site lists is not for everybody; null when it is. */
function hiddenReason(post: Post): string | null {
  if (post.isProtected) return 'protected'
  if (post.status !== 'publish') return 'not_public'
  return post.isNoindex ? 'noindex' : null
}
