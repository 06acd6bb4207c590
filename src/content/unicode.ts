/** Evens out the characters of a text: one form of each letter, nothing invisible. Knows nothing of HTML. */

/**
 * Left out: control characters, soft hyphen, zero-width space, word joiner and other invisible operators, byte order
 * mark, marks and overrides of writing direction, replacement characters, tag characters. Bidirectional overrides and
 * tags can carry instructions no reader sees. Kept: zero-width joiner and non-joiner (Persian, Indic scripts, emoji).
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]|[\u{E0000}-\u{E0FFF}]|\p{Surrogate}/gu
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
const NOT_PLAIN = /[^\n\t\u0020-\u007e]/

/** NFC, invisible characters gone, every kind of space an ordinary one; line breaks and tabs stay. */
export function cleanCharacters(text: string): string {
  if (!NOT_PLAIN.test(text)) return text
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .normalize('NFC')
}

/** Base64 and hex blobs (inline images, `[vc_raw_html]`, keys) say nothing and cost thousands of tokens. */
const BLOB = /(?<![A-Za-z0-9+/=_-])(?:data:[\w.+-]+\/[\w.+-]+(?:;[\w=-]+)*,)?[A-Za-z0-9+/=_-]{200,}/g

/** Takes out long unbroken runs that mix cases and digits as encoded bytes do; a long word or address stays. */
export function dropBlobs(text: string): string {
  if (text.length < 200) return text
  return text.replace(BLOB, (run) => (looksEncoded(run) ? '' : run))
}

function looksEncoded(run: string): boolean {
  if (run.startsWith('data:') || /^[0-9a-fA-F]+$/.test(run)) return true
  // An address has its slashes between words; in base64 they are one character in 64.
  const words = run.split(/[/_-]/).length
  return /[0-9]/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run) && words < run.length / 16
}
