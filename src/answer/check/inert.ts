/** A second look at what the sanitiser made, by rules of its own: what fails here is not shown at all. Pure. */

const ACTIVE = [
  // Tags, comments, entities.
  /<[a-z/!?]/i,
  /&(?:#|[a-z][\da-z]*;)/i,
  // Links, images, definitions: no bracket opens anything.
  /\]\s?[([:]/,
  /!\[/,
  /\[[\s^]*\d/,
  // Addresses.
  /[a-z][a-z\d+.-]*:[/\\]{2}/i,
  /(?:^|[^\p{L}\p{N}])[/\\]{2}[\p{L}\p{N}]/u,
  /(?:java|vb|live)script\s?:/i,
  /data:[a-z\d./+-]*[;,]/i,
  /mailto:|www\d?\.[\p{L}\p{N}]/iu,
  // What is not drawn.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/u,
  /\p{Co}|\p{Cs}/u,
]
/** Outside code no bracket is needed. */
const IN_PROSE = [/[[\]`]/, /\n/, /\*\*\s*\*\*/]
const CODE = /`[^`\n]+`/g

/** @param text One sentence without citation marks, or a block of code with its fences. */
export function isInert(text: string): boolean {
  if (ACTIVE.some((pattern) => pattern.test(text.replace(/\[ \d[^\]]*\]/g, '')))) return false
  if (text.startsWith('```\n')) return !/`{3}|~{3}/.test(text.slice(4, -3))
  const prose = text.replace(CODE, '')
  return !IN_PROSE.some((pattern) => pattern.test(prose)) && prose.split('**').length % 2 === 1
}
