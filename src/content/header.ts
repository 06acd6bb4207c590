/** The line over each passage that tells where it stands: `Title › H2 › H3`. */

const LONGEST = 48
const ELLIPSIS = ' … '

/** At most 48 tokens and a third of `maxTokens`; cut in the middle, so that title and nearest heading both show. */
export function headerLine(
  title: string,
  headings: readonly string[],
  { maxTokens, count }: { maxTokens: number; count: (text: string) => number },
): string {
  const most = Math.min(LONGEST, Math.floor(maxTokens / 3))
  // No more than that can fit, and a title may be a megabyte.
  const line = shortened([title, ...headings].join(' › '), most * 16)
  if (count(line) <= most) return line

  let fits = 0
  let tooLong = line.length
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (count(shortened(line, middle)) <= most) fits = middle
    else tooLong = middle
  }
  return shortened(line, fits)
}

/** At most `length` characters of the text itself, taken from both ends at word boundaries where there are any. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text
  const half = length >> 1
  const head = text.slice(0, half)
  const tail = text.slice(text.length - half)
  // Up to the last space of the head and from the first of the tail; a script without spaces is cut where it is.
  const headWords = head.replace(/\s\S{0,30}$/, '')
  const tailWords = tail.replace(/^\S{0,30}\s/, '')
  return (wholeCharacters(headWords) + ELLIPSIS + wholeCharacters(tailWords)).trim()
}

/** Half a surrogate pair at a cut is dropped. */
function wholeCharacters(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
}
