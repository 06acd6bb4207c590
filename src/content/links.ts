/** Addresses in a post: made absolute, and only those a reader may safely click. */

const LONGEST = 2_000
/** A plain absolute address, by far the most frequent, needs no parsing. */
const PLAIN = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:[/#][\w\-./~%+,;=:!#]*)?$/i
/** Change with every request or tell who clicked where: they would change the content hash for nothing. */
const VOLATILE = /^(?:_wpnonce|nonce|_nonce|utm_\w+|fbclid|gclid|msclkid|mc_cid|mc_eid|_ga|phpsessid|sid|sessionid)$/i

/**
 * @param href As written in the post; may be relative to the permalink.
 * @returns An http, https or mailto address without spaces or parentheses; null for anything else (`javascript:`,
 *   `data:`, `tel:`, an address with a password in it, one of over 2,000 characters).
 */
export function absoluteUrl(href: string, base: string): string | null {
  if (href.length > LONGEST) return null
  if (PLAIN.test(href)) return href
  const url = URL.parse(href.trim(), base)
  if (!url) return null
  if (url.protocol === 'mailto:') return safe(url.href)
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username || url.password) return null
  for (const name of [...url.searchParams.keys()]) if (VOLATILE.test(name)) url.searchParams.delete(name)
  return safe(url.href)
}

/** Parentheses would end a Markdown link early. */
function safe(href: string): string {
  return href.replace(/[()<>\s]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
