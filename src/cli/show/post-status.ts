/** One post's place in the index, in a sentence. Pure. */
import type { PostStatus } from '../../types.ts'
import { counted } from './format.ts'
import { printable } from './plain.ts'

const REASONS: Record<string, string> = {
  protected: 'it has a password',
  noindex: 'the site asks search engines not to index it',
  not_public: 'it is not published',
  gated: 'its text is for members only',
  empty: 'it has no text',
  fetch_failed: 'it could not be read; the next sync tries again',
  gone: 'the site has it no longer',
  type_not_indexed: 'its post type is not indexed',
}

export function postLine(post: PostStatus): string {
  const name = `${printable(post.site)}, post ${post.wpId}${post.title ? ` "${printable(post.title)}"` : ''}`
  return `${name}: ${sentence(post)}${post.missingSince && post.state !== 'deleted' ? MISSING : ''}`
}

const MISSING = ' The site lists it no longer, which is not proven yet.'

function sentence({ state, reason, chunks }: PostStatus): string {
  const why = reason === null ? '' : `, because ${REASONS[reason] ?? reason}`
  if (state === null) return 'not known: the site never listed it.'
  if (state === 'active' && reason === null) return `found, in ${counted(chunks, 'chunk')}.`
  // An older version is kept while the newer one cannot be read.
  if (state === 'active') return `found as it was before${why}.`
  return state === 'deleted' ? `removed${why}.` : `not found${why}.`
}
