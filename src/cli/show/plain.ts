/** Text of posts and of other servers made fit for a terminal. Pure. */

/**
 * Without control characters but line breaks and tabs: a post must not move the cursor, rename the window or hide what
 * stands before it, and neither must a message that quotes another server.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
}

/** One line of an answer: bold and code without their marks, a list entry with a dot in front. */
export function answerLine(markdown: string): string {
  return withoutMarks(printable(markdown).replace(/^(\s*)[-*+] +/, '$1• '))
}

/** Markdown as one paragraph of plain text: no marks, no link targets, no line breaks. */
export function plainText(markdown: string): string {
  const text = printable(markdown)
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/^ {0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)]) +/gm, '')
    .replace(/^\s*\|?[-:| ]{3,}\|?\s*$/gm, '')
    .replace(/```\w*/g, '')
  return withoutMarks(text).replace(/\s+/g, ' ').trim()
}

function withoutMarks(text: string): string {
  return text.replace(/(\*\*|__|`)(.+?)\1/g, '$2')
}

/** Lines of at most `width` characters, broken between words; a longer word keeps a line to itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/**
 * About `length` characters of the text around the first word that `isMatch` picks, cut between words.
 *
 * Starts somewhat before the word, so that it stands in its sentence.
 */
export function excerpt(text: string, length: number, isMatch: (word: string) => boolean): string {
  if (text.length <= length) return text
  const first = [...text.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) => isMatch(word))
  const wanted = Math.min((first?.index ?? 0) - length / 4, text.length - length)
  const start = wanted <= 0 ? 0 : text.indexOf(' ', wanted) + 1
  const cut = text.slice(start, start + length)
  const end = start + length >= text.length ? cut : `${cut.slice(0, cut.lastIndexOf(' '))} …`
  return start > 0 ? `… ${end}` : end
}
