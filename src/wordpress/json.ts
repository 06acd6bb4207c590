/**
 * JSON as WordPress sites send it: with a byte order mark, after a PHP notice, before a debug bar.
 *
 * One salvage and no more: what stands between the first `[{` or `{"` and its closing bracket. A whole web page is not one of
 * these: the JSON in it is that of its scripts, as on the front page that answers for an API whose address has changed.
 */

export type ParsedJson =
  | { kind: 'json'; value: unknown; isSalvaged: boolean }
  /** It began as JSON and has no end. */
  | { kind: 'truncated' }
  | { kind: 'other' }

/** Invalid UTF-8 becomes U+FFFD. */
export function parseJson(body: Buffer): ParsedJson {
  // TextDecoder would do the same, but slower; the mark is stripped by hand because several plugins may each add one.
  const text = body.toString('utf8').replace(/^[\ufeff\s]+/, '')
  const whole = parse(text)
  if (whole) return { kind: 'json', value: whole.value, isSalvaged: false }

  if (PAGE.test(text)) return { kind: 'other' }
  const start = text.search(/\[\s*\{|\{\s*"|\[\s*\]\s*$/)
  if (start < 0) return { kind: 'other' }
  const end = findClosing(text, start)
  if (end === null) return { kind: 'truncated' }
  const part = parse(text.slice(start, end + 1))
  return part ? { kind: 'json', value: part.value, isSalvaged: true } : { kind: 'other' }
}

const PAGE = /^<(!doctype html|html|head)\b/i

function parse(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** Where the bracket at `start` is closed, or null. Strings are stepped over. */
function findClosing(text: string, start: number): number | null {
  let depth = 0
  let isInString = false
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (isInString) {
      if (char === '\\') at++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '[' || char === '{') depth++
    else if ((char === ']' || char === '}') && --depth === 0) return at
  }
  return null
}
