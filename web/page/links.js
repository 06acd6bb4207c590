/** Where a link may lead, and how it opens at the quoted words. */

/** The address when it is http or https; null for anything else (`javascript:`, `data:`, nonsense). */
export function safeUrl(text) {
  // Without a base: a relative address in somebody else's text has no meaning here.
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) ? url.href : null
}

/**
 * The address with a text fragment (https://wicg.github.io/scroll-to-text-fragment/): the browser scrolls to the words
 * and marks them, or opens the page as ever when it does not find them.
 */
export function urlAtWords(text, words) {
  const url = safeUrl(text)
  const list = words
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  // A citation comes with a directive of its own, and a second one would be part of its words.
  if (url === null || list.length === 0 || url.includes(':~:')) return url
  // A long quote is named by its beginning and its end: the page may have markup or an image in between.
  const directive =
    list.length <= 10
      ? encode(list.join(' '))
      : `${encode(list.slice(0, 5).join(' '))},${encode(list.slice(-5).join(' '))}`
  return `${url}${url.includes('#') ? '' : '#'}:~:text=${directive}`
}

/** `-` and `,` have a meaning in a text fragment; encodeURIComponent leaves the first as it is. */
function encode(text) {
  return encodeURIComponent(text).replaceAll('-', '%2D')
}
