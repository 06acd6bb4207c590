/** Names for cached values: equal for equal parts, different for any two that differ, and nothing can be read off them. */
import { hash } from 'node:crypto'

/** Raise it when the bytes under the keys change their meaning: what older versions kept is then never looked at. */
const VERSION = 1

type Part = string | number | boolean | null | readonly Part[]

/** @param kind Stands in the name as it is, for operators: `answer`, `vector`. */
export function cacheKey(kind: string, parts: readonly Part[]): string {
  // As UTF-16, which tells half a surrogate pair from the sign that stands for one in UTF-8.
  return `askpress:${VERSION}:${kind}:${hash('sha256', Buffer.from(encode(parts), 'utf16le'), 'base64url')}`
}

/**
 * Every part with its type and its length in front, so that no two lists of parts give the same text, whatever stands
 * in them: with a separator, `a|b` and `c` would meet `a` and `b|c`.
 */
function encode(part: Part): string {
  if (part === null) return 'z'
  if (typeof part === 'string') return `s${part.length}:${part}`
  if (typeof part === 'object') return `l${part.length}:${part.map(encode).join('')}`
  return typeof part === 'number' ? `n${part};` : part ? 't' : 'f'
}
